import type { closes as englishCloses, cuts as englishCuts, Outcome } from '../../../protocol/outcomes.ts';
import type { refusals as englishRefusals } from '../../../protocol/refusals.ts';

const closes: Readonly<Record<keyof typeof englishCloses, string>> = {
  unauthenticated: 'Il server non ha accettato il token. Controllarlo, poi connettersi di nuovo.',
  shuttingDown: 'Il server si sta spegnendo o riavviando. Connettersi di nuovo tra un momento.',
  binaryRefused: 'Questo server accetta soltanto messaggi di testo, e il client ne ha inviato uno binario.',
  unauthorized:
    'Il server non ha accettato la credenziale. Procurarsene una nuova, poi connettersi di nuovo.',
  forbidden: 'Una connessione appartiene all’utente che l’ha aperta. Per un altro utente ne serve un’altra.',
  sessionEnded: 'La sessione è stata terminata. Accedere, poi connettersi di nuovo.',
  expired: 'Il token è scaduto prima di essere rinnovato. Procurarsene uno nuovo, poi connettersi di nuovo.',
  rateLimited: 'Sono arrivati troppi messaggi in troppo poco tempo. Inviarne meno, poi connettersi di nuovo.',
  internalError: 'Qualcosa è andato storto nel server. Il suo log dice che cosa. Connettersi di nuovo.',
};

const cuts: Readonly<Record<keyof typeof englishCuts, string>> = {
  noPong: 'L’altra parte non ha risposto a un ping: sembra che non ci sia più.',
  backlogTooLarge: 'Il client non leggeva ciò che gli veniva inviato.',
};

const standardCloses: Readonly<Record<number, string>> = {
  1000: 'Chiusura normale.',
  1001: 'L’altra parte se ne va.',
  1002: 'L’altra parte ha visto un errore di protocollo.',
  1003: 'L’altra parte non può ricevere dati di questo tipo.',
  1005: 'Chiusura senza codice.',
  1006: 'La connessione è caduta, o non si è mai aperta: non è arrivato nessun frame di chiusura.',
  1007: 'L’altra parte ha ricevuto un testo che non è UTF-8.',
  1008: 'L’altra parte ha rifiutato un messaggio in base alle proprie regole.',
  1009: 'Il messaggio era troppo grande.',
  1011: 'Il server non ha potuto proseguire.',
  1012: 'Il server si sta riavviando.',
  1013: 'Il server ha troppo da fare. Riprovare più tardi.',
  1014: 'Un proxy non ha raggiunto il server che gli sta dietro.',
  1015: 'TLS è fallito: questo browser non accetta il certificato del server.',
};

const refusals: Readonly<Record<keyof typeof englishRefusals, string>> = {
  badRequest: 'Non è una richiesta valida, o non è un handshake WebSocket valido (RFC 6455, sezione 4.2.1).',
  unauthorized: 'La credenziale manca o non è accettata. Procurarsene una nuova, poi connettersi di nuovo.',
  originNotAllowed:
    'Le pagine di questa origine non possono connettersi qui. Ammetterla con --allow-origin, o connettersi dalla nostra.',
  wrongCsrfToken:
    'La sessione è attiva, ma il suo token CSRF manca o è sbagliato. Leggerlo di nuovo, poi riconnettersi.',
  notFound: 'Nessun endpoint WebSocket ha questo percorso. Provare con /.',
  versionNotSupported: 'Questo server parla soltanto la versione 13 di WebSocket.',
  upgradeRequired:
    'Questo percorso è riservato ai WebSocket, e questa richiesta non ne chiedeva uno. Se avrebbe dovuto, un proxy lungo la ' +
    'strada deve inoltrare i campi di intestazione Upgrade e Connection.',
  tlsRequired: 'Questa porta parla soltanto TLS. Usare wss:// al posto di ws://.',
  requestTimeout: 'La richiesta non è arrivata in tempo. Inviarla in una volta sola.',
  tooManyFromAddress: 'Da questo indirizzo ci sono troppe connessioni. Chiuderne una, poi riprovare.',
  tooManyFailures:
    'Da questo indirizzo sono arrivati troppi tentativi falliti. Attendere quanto dice Retry-After.',
  headersTooLarge:
    'Gli header della richiesta sono troppo grandi. Inviare meno cookie, o cookie più piccoli.',
  internalError: 'Qualcosa è andato storto nel server. Il suo log dice che cosa. Riprovare.',
  tooManyConnections: 'Il server è pieno. Riprovare tra un momento.',
  tooManyPasswords: 'Si stanno controllando troppe password. Attendere quanto dice Retry-After.',
  unavailable:
    'Ciò che serve al controllo non è raggiungibile al momento. Attendere quanto dice Retry-After.',
  shuttingDown: 'Il server si sta spegnendo. Riprovare tra un momento.',
};

const words = { closes, cuts, refusals, standardCloses } as const;

/** Outcomes by their names, as protocol/outcomes.ts has them. */
export type Tables = Readonly<Partial<Record<keyof typeof words, Readonly<Record<string, Outcome>>>>>;

/** @param tables - those in which the outcome may be */
function translate(outcome: Outcome, tables: Tables): string {
  for (const table of ['closes', 'cuts', 'refusals', 'standardCloses'] as const) {
    const found = Object.entries(tables[table] ?? {}).find(([, entry]) => entry === outcome);
    const own: Readonly<Record<string, string>> = words[table];
    if (found) return own[found[0]] ?? outcome.words;
  }
  // All that is said of a code that nobody knows is the code.
  return outcome.words.replace('Closed with code', 'Chiuso con codice');
}

export const outcomes = { ...words, translate } as const;
