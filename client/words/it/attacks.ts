import type { verdicts as englishVerdicts, NoteId } from '../../../protocol/attack-words.ts';
import type { AttackName } from '../../../protocol/exhibits.ts';
import type { Translated } from '../translated.ts';

/** What each twin does wrong, in a few words. */
const titles: Readonly<Record<AttackName, string>> = {
  'silent-hoard': 'Nessun limite di tempo: i socket muti restano per sempre',
  'crowded-out':
    'Quando è pieno respinge i nuovi arrivati: una folla che si rinnova tiene fuori tutti gli altri',
  flood: 'Nessun limite: un solo client prende tutti i posti, e invia senza fine',
  'early-message': 'Esegue messaggi prima di aver controllato il token',
  'log-replay': 'Il log degli accessi conserva l’URL, e con lui il token',
  'ticket-replay': 'Guarda i ticket senza ritirarli',
  'ticket-per-node':
    'Ricorda i ticket usati su ogni nodo per conto suo: un solo ticket apre una connessione per nodo',
  hijack: 'Chiede soltanto il cookie, che ogni pagina può far inviare',
  'echoed-token': 'Sceglie il primo sottoprotocollo offerto: il token',
  'cached-basic': 'Accetta da qualsiasi pagina la password che il browser ricorda',
  'forged-origin': 'Prende per una prova l’Origin giusto',
  'wrong-certificate': 'Legge il nome in un certificato che non ha mai controllato',
  'renew-as-other': 'Rinnova con qualsiasi token valido, di chiunque sia',
  'beyond-permission': 'Lascia fare tutto a chiunque sia entrato',
  'outlive-token': 'Controlla il token una volta sola, e poi tiene aperta la connessione',
  'stolen-token': 'Prende un token senza chiedere la prova della sua chiave',
  'resume-theft': 'Lascia continuare un client da dov’era, senza chiedere chi arriva',
  'ghost-presence': 'Mostra come presente chi è stato espulso',
  'beyond-capability': 'Confronta come iniziano i nomi: room:1 apre room:10',
  'history-before-join': 'Racconta ai nuovi arrivati ciò che è stato detto prima che entrassero',
  'publish-replay': 'Conta di nuovo un messaggio che viene inviato di nuovo',
  markup: 'Incolla ciò che riceve nelle sue risposte, nel suo log e nella sua pagina',
  tunnel: 'Inoltra qualsiasi byte a un servizio interno',
  tap: 'Si raggiunge senza TLS',
};

/** Each goes on from the name of who does it, as the English ones do. */
const notes: Readonly<Record<NoteId, string>> = {
  // Crowds
  opensSilent: 'apre {count} socket da {addresses} indirizzi, e non dice nulla',
  opensOneSilent: 'apre un socket muto, per scoprire quando scade il limite del server vero',
  endsSilent: 'chiude {endings}',
  stillHeld: 'non chiude nessuno: ci sono ancora {held} socket muti',
  takesEverySeat: 'prende tutti i posti da {addresses} indirizzi, non dice nulla, e torna subito',
  newcomersCome: 'uno dopo l’altro, i client onesti vogliono entrare',
  endedOfHoard: 'ha chiuso o rifiutato socket muti: {endings}',
  newcomersIn: 'fa entrare {inside} client onesti su {came}; il più lento in {slowest} ms',
  newcomersOut: 'fa entrare {inside} client onesti su {came}; gli altri ricevono {answers}',
  isServed: 'un client onesto è entrato; un’eco richiede {median} ms, la più lenta {slowest} ms',
  floods: 'entra {senders} volte e invia {messages} messaggi ciascuna, {atOnce} alla volta',
  answersFlood: 'risponde a {answered}, e chiude {endings}',
  stopsNobody: 'risponde a {answered}, e non ferma nessuno',
  wasServed: 'intanto un’eco del client onesto ha richiesto {median} ms, la più lenta {slowest} ms',
  wasClosed: 'è stato chiuso anche il client onesto',
  takesSeats: 'vuole {tried} posti con un solo token, prima da un indirizzo, poi da {addresses}',
  givesSeats: 'dà un posto a {opened}, e rifiuta {refusals}',
  keepsSeats: 'li tiene per un po’',
  newcomerIn: 'arriva un altro client onesto, entra, e un’eco richiede {median} ms',
  newcomerOut: 'arriva un altro client onesto, e riceve {answer}',

  // Victims and what they leave behind
  keepsCookie: 'ha effettuato l’accesso come {user}: il browser conserva il cookie',
  closesPage: 'chiude la pagina; il browser conserva la password finché non viene chiuso a sua volta',
  tokenStolen: 'è bob, che può fare admin: alice gli ruba un token',
  firstCopied: 'è alice, e qualcuno copia il suo primo messaggio: il token, e la prova della sua chiave',
  replaysFirst: 'invia la copia così com’è',
  ownProof: 'invia il token con la prova di una chiave propria',
  plainToken: 'mostra solo il token a un metodo che accetta token al portatore',
  ownToken: 'è alice, che può fare echo e shout, e nient’altro',
  forged: 'crea un’autorità propria, e da quella fa certificare di essere alice',
  oldCertificate: 'trova su un portatile smarrito un vecchio certificato di alice, scaduto da un anno',

  // Logs
  logsAccess: 'scrive nel suo log degli accessi: {line}',
  copies: 'copiato dal log: {found}',
  logsNegotiation: 'scrive nel suo log: {line}',
  decodes: 'copiato dal log e decodificato: {token}',
  findsNothing: 'non trova nulla di utile in risposta, log e strumenti',
  sameMoment: 'mostra un ticket nuovo nello stesso momento della vittima',

  // Nodes
  storesApart: 'ricorda i ticket usati solo per sé, e così fanno gli altri due',
  sharedStore: 'chiede a un archivio comune ai tre nodi: qui memoria, con npm run nodes Redis',
  ticketStolen:
    'ha rubato un ticket firmato di alice, valido per una connessione e non ancora usato: {ticket}',
  toEveryNode: 'lo mostra ai tre nodi nello stesso momento',

  // Pages
  lures: 'attira la vittima su una pagina di {origin}',
  triesOrigin: 'prova il gemello che controlla l’Origin',
  triesCsrf: 'prova il gemello che vuole il token CSRF',
  triesBoth: 'prova il server vero, che fa entrambi i controlli',
  triesScript: 'ora è uno script: Origin giusto, e nessun cookie',
  foreignPage: 'si connette come dovrebbe fare una pagina di evil.example',
  forgesOrigin: 'non è un browser, scrive l’Origin giusto, e non ha token',

  // Time
  waitsForEnd: 'non dice nulla, e aspetta che il token sia scaduto',
  isOver: 'sa che il token è scaduto da un secondo, e continua',

  // Channels
  losesLine: 'perde la linea: non arriva un frame di chiusura, e nessun messaggio',
  missesMessages: 'riceve {count} messaggi in {channel}, e bob non c’è per leggerli',
  positionCopied:
    'copiato dalla sua pagina: era la connessione {client}, all’offset {offset} dell’epoca {epoch}',
  showsName: 'mostra quel nome al posto di un token',
  ownTokenThere: 'è alice, con un token suo',
  missedGiven: 'invia {count} messaggi che bob ha perso; il primo: {text}',
  thrownOut: 'è bob, e viene espulso: la sua sessione finisce',
  awaitsLeave: 'aspetta al massimo un secondo di sapere che bob è uscito',
  saysWhoIsThere: 'a chi chiede chi è presente dice: {names}',
  oneRoomOnly: 'è bob, con un token per una sola stanza: {scope}',
  saidBefore: 'ha detto in {channel} {count} cose che non sono per bob',
  newcomer: 'è bob e arriva ora, con un token per {scope}, e non per history',
  claimsPlace: 'si iscrive, scopre l’epoca, esce, e dice di essere stato lì dall’inizio',
  keepsAnswer: 'l’ha lasciato passare, ha trattenuto la risposta, e tagliato la linea',
  sendsAgain: 'non può sapere se è arrivato, torna, e invia lo stesso di nuovo',
  saysWhatIsStored: 'a chi chiede che cosa conserva: il pagamento all’offset {offsets}',

  // Messages
  sendsTexts:
    'entra come un utente qualsiasi, e invia {count} testi che per chi li incolla sono più che testo',
  changed: 'cambia il testo “{name}”: {text}',
  endedBy: 'chiude la connessione a causa del testo “{name}”: {closing}',
  unchanged: 'ne restituisce {unchanged} su {count}, identici byte per byte',
  linesOfLog: 'ha risposto {answered} volte, e per farlo ha scritto {lines} righe nel suo log',
  forgedLine: 'ha scritto di suo pugno una riga del log: {line}',
  insideCommand:
    'è entrato come un utente qualsiasi, e invia in un messaggio binario un comando per un server Redis',
  insideSsh: 'è entrato come un utente qualsiasi, e invia in un messaggio binario il saluto di un client SSH',
  insideHttp: 'è entrato come un utente qualsiasi, e invia in un messaggio binario una richiesta HTTP',
  passedInside: 'lo inoltra a un server interno, e riporta indietro la risposta',

  // On the line
  onTheLine: 'siede sulla linea tra i due, e riceve per primo ogni byte',
  passesHandshake: 'lascia passare l’handshake',
  reads: 'toglie la maschera con la chiave che sta nel frame, e legge il token: {token}',
  changes: 'cambia il messaggio lungo la strada',
  noticesNothing: 'non si accorge di nulla',
  knows: 'ha già visto il certificato del server: SHA-256 {fingerprint}',
  same: 'riceve lo stesso certificato di prima',
  another: 'riceve un altro certificato: SHA-256 {fingerprint}',
  seesRecords: 'vede record TLS, e di ciascuno tipo e lunghezza: {records}',
  looksFor: 'cerca token e messaggio in tutti i {bytes} byte: non ci sono',
  finds: 'cerca token e messaggio in tutti i {bytes} byte, e li trova',
  spoils: 'cambia un bit del messaggio successivo',
  impersonates: 'risponde al posto del server, con un certificato proprio',
  leaves: 'vede che è un altro, e se ne va prima di dire qualcosa',
};

const verdicts: Translated<typeof englishVerdicts> = {
  'silent-hoard': {
    succeeded: 'Il server non ha chiuso nessuno: su {count} socket muti ce ne sono ancora {held}.',
    failed:
      'Allo scadere del limite, {seconds} s dopo il loro arrivo, il server ha chiuso {ended} socket muti su {count}.',
  },
  'crowded-out': {
    succeeded: 'Su {came} client onesti, {out} non hanno trovato posto.',
    failed: 'Tutti i {came} client onesti sono entrati, il più lento in {slowest} ms.',
  },
  flood: {
    succeeded:
      'Il server ha fermato {stopped} mittenti su {senders}, e al client onesto arrivato dopo ha detto: {answer}.',
    failed:
      'Il server ha fermato {stopped} mittenti su {senders}, e il client onesto arrivato dopo è entrato; la sua eco più lenta ha richiesto {slowest} ms.',
  },
  'early-message': {
    succeeded: 'Il server ha eseguito un messaggio di qualcuno che non ha mai mostrato un token.',
    failed: 'Il server non ha eseguito nulla, e ha chiuso la connessione: {closing}.',
  },
  'log-replay': {
    succeeded: 'Il token del log ha aperto una connessione: chi legge il log può fingersi la vittima.',
    failed: 'Il ticket del log era già stato usato: {answer}.',
  },
  'ticket-replay': {
    succeeded: 'Un ticket vale per una connessione, e ne ha aperte di più: {extra} di troppo.',
    failed: 'Ogni ticket ha aperto una connessione; ogni copia ha ricevuto {answer}.',
  },
  'ticket-per-node': {
    succeeded:
      'Un ticket vale per una connessione, e ne ha aperte {opened}: nessun nodo sapeva chi avevano fatto entrare gli altri.',
    failed:
      'Di tre nodi che condividono un archivio, uno ha accettato il ticket; gli altri hanno risposto {answer}.',
  },
  hijack: {
    succeeded:
      'La pagina dell’attaccante ha parlato come alice, con un cookie che il browser ha aggiunto da sé.',
    failed: 'Nessuno dei quattro tentativi è riuscito a entrare: {answers}.',
  },
  'echoed-token': {
    succeeded: 'Il token era nel log, e ha aperto una connessione al server vero.',
    failed: 'Il server ha scelto {protocol}: di token non se ne trovano.',
  },
  'cached-basic': {
    succeeded: 'La pagina dell’attaccante ha parlato come alice, con la password che il browser ricordava.',
    failed: 'Il browser ha inviato la password, e il server ha rifiutato la pagina estranea: {answer}.',
  },
  'forged-origin': {
    succeeded: 'Per essere alice è bastato l’Origin giusto.',
    failed: 'L’Origin falsificato ha superato il suo controllo, e senza token la risposta è stata {answer}.',
  },
  'wrong-certificate': {
    succeeded: '{opened} certificati su 2, che non valgono nulla, hanno aperto una connessione.',
    failed: 'Nessuno dei due certificati ha aperto una connessione: {answers}.',
  },
  'renew-as-other': {
    succeeded:
      'Alice ha rinnovato la sua connessione con un token di bob, e ha fatto ciò che può fare solo lui.',
    failed:
      'Il server non ha accettato il token di bob al posto di quello di alice, e ha chiuso la connessione: {closing}.',
  },
  'beyond-permission': {
    succeeded: 'Alice ha fatto ciò che può fare solo bob.',
    failed: 'Il server sa chi è, e che cosa non può fare: {answer}',
  },
  'outlive-token': {
    succeeded: 'Il token è scaduto, e la connessione risponde ancora.',
    failed: 'Alla scadenza del token il server ha chiuso la connessione: {closing}.',
  },
  'stolen-token': {
    succeeded: 'Il token copiato ha aperto una connessione: chi lo possiede è alice.',
    failed: 'Il token copiato non ha aperto nulla, perché la sua chiave non è stata copiata: {answers}.',
  },
  'resume-theft': {
    succeeded:
      'Nessuno ha chiesto chi arrivava: l’attaccante ha continuato come {user}, e ha letto {seen} messaggi su {count}.',
    failed:
      'Messaggi letti: {seen} su {count}. Una posizione non fa entrare nessuno ({closing}), e a chi è entrato serve {capability}.',
  },
  'ghost-presence': {
    succeeded:
      'Un secondo dopo che bob è stato espulso, alice non l’ha saputo, e risultano presenti: {names}.',
    failed: 'Alice ha saputo che bob è uscito, {ms} ms dopo che è stato espulso; presenti: {names}.',
  },
  'beyond-capability': {
    succeeded: 'Con un token per {channel}, bob ha letto ciò che alice ha detto in {other}.',
    failed: 'Il server confronta i nomi interi: manca {capability}, e bob non ha letto nulla di {other}.',
  },
  'history-before-join': {
    succeeded: 'Il nuovo arrivato ha letto {seen} messaggi su {count} inviati prima che entrasse.',
    failed:
      'Il nuovo arrivato non ha letto nessuno dei {count} messaggi precedenti: manca {capability}, e il posto che dice suo non recupera nulla.',
  },
  'publish-replay': {
    succeeded:
      'Il pagamento è stato inviato di nuovo, ed è memorizzato {times} volte, agli offset {offsets}.',
    failed:
      'Il pagamento è stato inviato di nuovo, ed è memorizzato una volta: lo stesso offset, {offset}, e chiamato duplicato.',
  },
  markup: {
    succeeded:
      '{changed} testi su {count} non sono tornati com’erano stati inviati; {answered} hanno avuto risposta, e nel log ci sono {lines} righe.',
    failed: 'Tutti i {count} testi sono tornati identici byte per byte, con {lines} righe di log.',
  },
  tunnel: {
    succeeded: 'Un servizio interno ha rivelato il suo segreto a qualcuno all’esterno.',
    failed: 'Nessun byte è passato all’interno: {count} tentativi su {count} sono stati chiusi, {closing}.',
  },
  tap: {
    succeeded: 'L’attaccante ha letto il token e cambiato un pagamento, e la vittima non se n’è accorta.',
    failed:
      'Non si è potuto leggere nulla, un solo bit cambiato ha chiuso la connessione, e il certificato falso è stato notato.',
  },
};

/** Hostile texts, by the names that the protocol gives them. */
const payloads: Readonly<Record<string, string>> = {
  image: 'immagine',
  drawing: 'disegno',
  'XML entities': 'entità XML',
  template: 'modello',
  quotes: 'virgolette',
  'line break': 'a capo',
  'terminal escape': 'sequenza per il terminale',
  'zero byte': 'byte zero',
  'right to left': 'da destra a sinistra',
  'long number': 'numero lungo',
  prototype: 'prototipo',
  nesting: 'annidamento',
};

/** Names, numbers and counts as facts tell them: `45.4`, and `200 with 1011 unauthenticated, 7 with HTTP 503`. */
function value(text: string): string {
  if (/^\d+\.\d+$/.test(text)) return text.replace('.', ',');
  return payloads[text] ?? text.replace(/(?<=^|, )(\d+) with /g, '$1 con ');
}

export const attacks = { titles, notes, verdicts, value } as const;
