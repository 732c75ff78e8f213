import type { Credential, diagram as english } from '../en/diagram.ts';
import type { Translated } from '../translated.ts';

/** With the article that each needs, since some are feminine. */
const the: Readonly<Record<Credential, string>> = {
  token: 'il token',
  ticket: 'il ticket',
  session: 'la sessione',
  password: 'la password',
  certificate: 'il certificato',
};

const isFeminine = (what: Credential) => what === 'session' || what === 'password';

const accepted = (what: Credential) => (isFeminine(what) ? 'accettata' : 'accettato');

const thisOne = (what: Credential) => `${isFeminine(what) ? 'questa' : 'questo'} ${the[what].slice(3)}`;

export const diagram: Translated<typeof english> = {
  opcodeNames: {
    0: 'continuazione',
    1: 'testo',
    2: 'binario',
    8: 'close',
    9: 'ping',
    10: 'pong',
  },
  parties: {
    client: { name: 'Client', short: 'Client', at: 0 },
    server: { name: 'Server WebSocket', short: 'Server', at: 0.55 },
    auth: { name: 'Server di autenticazione', short: 'Auth', at: 1 },
  },
  labels: {
    switched: '101 Switching Protocols',
    refused: (answer) => `rifiutato: ${answer}`,
    deadlineStarts: (ms) => `parte il limite di ${ms}`,
    deadlineStops: 'il limite si ferma',
    question: (what) => `${thisOne(what)} è ${isFeminine(what) ? 'valida' : 'valido'}?`,
    valid: (user) => `sì, utente ${user}`,
    notValid: 'no, non vale',
    noAnswer: 'nessuna risposta',
    noAnswerAfter: (ms) => `nessuna risposta dopo ${ms}`,
    notAccepted: (what) => `${the[what].slice(3)} non ${accepted(what)}`,
    open: 'aperta: entrambi possono parlare',
    close: (code, reason) => `close ${code ?? 'senza codice'} ${reason}`.trimEnd(),
    answersTheClose: 'risponde al close',
    endsIt: (who) => `il ${who} chiude`,
    emptyMessage: '(un messaggio vuoto)',
    messagePart: '(una parte di un messaggio)',
    binaryEnd: '(la fine di un messaggio binario)',
    tcpClosed: 'TCP chiuso',
    tcpBrokenOff: 'TCP interrotto',
    leftOut: (events) => `${events} eventi omessi`,
    folded: (messages) => `… ${messages} messaggi …`,
    untraced: 'nessun resoconto dal server',
    attempt: (number) => `tentativo ${number} di riconnessione`,
    connection: (number) => `connessione ${number}`,
    notSent: (text) => `non inviato, troppo tardi: ${text}`,
    browser: (code, reason) => `browser: ${code}, ${reason || 'nessun motivo'}`,
    answer: (status, words) => `${status}: ${words}`,
    pause: (length) => `… ${length}`,
  },
  kinds: {
    tls: (resumed) => (resumed ? 'handshake TLS, ripreso' : 'handshake TLS'),
    request: 'richiesta HTTP',
    response: 'risposta HTTP',
    question: 'domanda al server di autenticazione',
    answer: 'risposta del server di autenticazione',
    authenticated: (user) => `autenticazione di ${user}`,
    refused: 'rifiuto',
    frame: (name, bytes) => `frame ${name}, ${bytes} byte`,
    message: 'messaggio di testo',
    ended: 'fine della connessione TCP',
    note: 'visto solo da questo lato',
    attempt: 'dopo una pausa',
    connection: 'un’altra connessione',
    folded: 'non disegnato',
  },
  waiting: {
    more: 'in attesa…',
    deadline: (seconds) => `… il limite scade tra ${seconds} s`,
    attempt: (seconds) => `… prossimo tentativo tra ${seconds} s`,
    time: (seconds) => `… ${seconds} s`,
  },
  sentences: {
    tls: 'Da qui in poi nessuno lungo la strada può leggere o cambiare qualcosa, ma chiunque può essere il client.',
    request:
      'Un WebSocket nasce come una normale richiesta HTTP che chiede di cambiare protocollo; finora nessuno è autenticato.',
    requestPending: 'La pagina chiede un WebSocket, e non è ancora arrivata nessuna risposta.',
    requestUnanswered:
      'Non è arrivata nessuna risposta: nulla mostra che la richiesta abbia raggiunto un server.',
    switched:
      'Il server accetta: da qui in poi sulla stessa connessione TCP viaggiano frame, e ancora nessuno è autenticato.',
    switchedForKnown:
      'Il server sa chi lo chiede, e accetta: da qui in poi sulla stessa connessione TCP viaggiano frame.',
    question: (what) =>
      `Il server WebSocket non giudica da sé ${the[what]}: lo chiede al server di autenticazione.`,
    accepted: (what) => `Il server di autenticazione conosce ${thisOne(what)} e dice di chi è.`,
    notAccepted: (what) => `Il server di autenticazione non accetta ${thisOne(what)}, e non dice perché.`,
    checkFailed:
      'Il server di autenticazione non ha risposto, e chi non si può controllare resta fuori: nel dubbio si nega l’accesso.',
    open: 'Il cancello è aperto: ora il server esegue ciò che il client invia, e può parlare a sua volta.',
    refused: 'Il server chiude: la causa va nel suo log, e al client si dice la stessa cosa per ogni causa.',
    httpRefusal: (status) =>
      `Il server rifiuta con HTTP ${status} prima che esista un WebSocket, e il browser non lo dice alla pagina.`,
    ended: 'La connessione TCP non c’è più, e con lei tutto ciò che il server ne ricordava.',
    reset: 'La connessione TCP si è interrotta prima che le due parti concordassero di chiuderla.',
    untraced:
      'Il server non racconta il suo lato di questa connessione: si disegna solo ciò che vede la pagina.',
    missed: 'È successo tanto in una volta che il server ha omesso questi eventi.',
    folded: 'Perché il disegno resti leggibile, questi messaggi sono soltanto contati.',
    notSent:
      'La connessione a cui era destinato non c’è più, perciò non è stato inviato: ciò che arriva tardi non vale nulla.',
    another: 'Una nuova connessione parte da zero: chi era già entrato deve dimostrarlo di nuovo.',
    returning:
      'La connessione è caduta, non è stata rifiutata: la pagina riprova dopo pause che crescono e sono in parte casuali.',
    asked:
      'La pagina interroga il server di autenticazione con una normale richiesta HTTP, al di fuori di ogni WebSocket.',
    answered: (words) => `Il server di autenticazione risponde: ${words}.`,
    unanswered:
      'Non è arrivata nessuna risposta: nulla mostra che il server di autenticazione sia stato raggiunto.',
    browserClose: 'Lo script della pagina viene a sapere solo questo: codice e motivo, mai la causa.',
    browserFailed: 'Lo script della pagina riceve questo codice senza motivo, qualunque cosa sia successa.',
    browserRefused: (status) =>
      `Lo script della pagina riceve il codice 1006 senza motivo; il browser tiene per sé lo stato HTTP ${status}.`,
    ping: 'Un ping chiede se l’altra parte c’è ancora; risponde il browser, e la pagina non lo vede mai.',
    pong: 'La risposta a un ping: ci sono ancora.',
    acknowledgement: (what) =>
      `La conferma: ${the[what]} è stat${isFeminine(what) ? 'a' : 'o'} ${accepted(what)}, e il client può parlare.`,
    invalidJson: 'L’ultimo messaggio non era JSON; il server lo dice, e la connessione resta aperta.',
    echo: 'Un’eco: il valore che torna è quello che era stato inviato.',
    firstMessage:
      'Il primo messaggio: finché il server di autenticazione non ha detto di sì, il server non esegue altro.',
    earlyMessage:
      'Arriva mentre il server sta ancora chiedendo: deve aspettare, e vale solo se il client viene ammesso.',
    crossingMessage:
      'È partito prima che arrivasse una risposta: deve aspettare, e vale solo se il client viene ammesso.',
    openMessage:
      'Un messaggio di un client autenticato: resta un dato di cui non fidarsi, da analizzare con cura.',
    lateMessage: 'Ha incrociato il frame di chiusura lungo la strada, e non cambia più nulla.',
    closeAnswered: 'La risposta al frame di chiusura: ora entrambe le parti sanno che è finita.',
    closeWithoutCode: 'Una chiusura senza codice.',
  },
  causes: {
    'credential not accepted': 'credenziale non accettata',
    'no token': 'nessun token',
    'not JSON': 'non è JSON',
    'not an object': 'non è un oggetto',
    'no token before the deadline': 'nessun token entro il limite',
    'verification too slow': 'verifica troppo lenta',
    'verification failed': 'verifica fallita',
    'first message too long': 'primo messaggio troppo lungo',
    'the client left': 'il client se n’è andato',
    'tls handshake failed': 'handshake TLS fallito',
    'too many connections': 'troppe connessioni',
    'not accepted': 'non accettata',
    silent: 'nessuna richiesta',
    'limit exceeded': 'limite superato',
  },
  reading: {
    picture: 'In rete',
    decimalMark: ',',
    between: (first, second) => `${first} e ${second}`,
    row: (at, pause, who, what) =>
      `${at} secondi, ${pause === undefined ? '' : `dopo ${pause}, `}${who}: ${what}`,
    to: 'verso',
  },
  frameWords: { reserved: 'riservato', masked: 'mascherato', notMasked: 'non mascherato' },
};
