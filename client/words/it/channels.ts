/** Parole della pagina dei canali. */
import type { channels as english } from '../en/channels.ts';
import type { Translated } from '../translated.ts';

const rows = {
  opened: {
    label: 'apre un WebSocket',
    what: 'una nuova connessione',
    explanation: 'Una nuova connessione comincia dal nulla: nessuno sa ancora di chi sia.',
  },
  authenticate: {
    label: 'authenticate',
    what: 'primo messaggio',
    explanation: 'Il primo messaggio dice chi è. Prima della risposta non si può dire altro.',
    again:
      'Chi torna deve dire di nuovo chi è: ciò che ha perso si dà a un utente, mai a chi conosce soltanto una posizione.',
  },
  authenticated: {
    label: (user) => `authenticated: ${user}`,
    what: 'risposta al primo messaggio',
    explanation:
      'Il server di autenticazione dice di chi è il token, e con lui arrivano le capability: che cosa può fare questo utente, e in quali canali.',
  },
  cameIn: {
    label: (name) => `${name} entra`,
    what: 'quattro messaggi in una riga',
    explanation: (channel) =>
      `Ha aperto un WebSocket, si è autenticato, si è iscritto a ${channel} e ha saputo a che punto è il canale.`,
  },
  subscribe: {
    label: (channel) => `subscribe ${channel}`,
    since: (channel, offset) => `subscribe ${channel} dopo ${offset}`,
    what: 'richiesta',
    explanation: 'Per iscriversi serve una capability per questo canale. Senza, la risposta è “forbidden”.',
    sinceExplanation: 'Oltre al nome del canale dice qual è l’ultimo messaggio arrivato, e in quale epoch.',
  },
  subscribed: {
    label: (offset) => `subscribed: offset ${offset}`,
    recovered: (offset) => `subscribed: recuperato, offset ${offset}`,
    anew: (offset) => `subscribed: non recuperato, offset ${offset}`,
    what: 'risposta',
    explanation: 'La risposta dice quanti messaggi ha avuto il canale, e chi c’è.',
    recoveredExplanation:
      'Ciò che è andato perso è ancora nella finestra, e questo utente può leggere la storia: arriva adesso, e prima non arriva nulla di più nuovo.',
    anewExplanation:
      'Ciò che è andato perso non è più nella finestra, e il server lo dice: questo client sa di dover riprendere il suo stato da capo.',
  },
  publish: {
    label: (data) => `publish: ${data}`,
    what: 'richiesta',
    explanation:
      'Chi pubblica dà un id a ogni messaggio. Mandato di nuovo con lo stesso id conta una volta sola: se la risposta va persa, si può ripetere.',
  },
  published: {
    label: (offset) => `pubblicato come ${offset}`,
    duplicate: (offset) => `già pubblicato come ${offset}`,
    what: 'risposta',
    explanation:
      'Chi pubblica viene a sapere che il messaggio è conservato, e con quale numero. Senza questa risposta lo manda di nuovo.',
    duplicateExplanation: 'Il server conosce questo id: non conserva nulla e ridà lo stesso numero.',
  },
  message: {
    label: (offset, data) => `messaggio ${offset}: ${data}`,
    what: 'messaggio del canale',
    explanation:
      'Ogni iscritto lo riceve con lo stesso numero, anche chi lo ha pubblicato: il canale ha un solo ordine per tutti.',
    missed: 'È stato detto mentre la linea era tagliata. Arriva tardi, al suo posto e una volta sola.',
    many: (first, last) => `messaggi da ${first} a ${last}`,
    manyExplanation: 'Perché il disegno resti leggibile, i messaggi arrivati uno dopo l’altro sono una riga.',
  },
  presence: {
    enter: (user) => `presence: entra ${user}`,
    leave: (user) => `presence: esce ${user}`,
    crowd: 'presence: una folla',
    room: 'presence: di nuovo una stanza',
    what: 'notizia su chi c’è',
    enterExplanation: 'Chi è iscritto è presente, e chi può vederlo lo viene a sapere.',
    leaveExplanation:
      'La presenza finisce con la connessione, la sessione o la capability: nessuno resta nella stanza come un fantasma.',
    crowdExplanation:
      'Gli iscritti sono ormai così tanti che di ciascuno non si dà più notizia: sarebbero più messaggi di tutti gli altri insieme.',
    roomExplanation: 'Sono rimasti abbastanza pochi, e chi può vederlo viene a sapere chi sono.',
  },
  refresh: {
    label: 'refresh',
    what: 'rinnovo del token',
    explanation: 'Al token resta poco tempo: uno nuovo passa sulla stessa connessione.',
  },
  refreshed: {
    label: 'refreshed',
    what: 'risposta a un rinnovo',
    explanation:
      'Le capability si controllano di nuovo: un token più stretto pone fine alle iscrizioni che non copre più.',
  },
  unsubscribe: {
    label: (channel) => `unsubscribe ${channel}`,
    what: 'richiesta',
    explanation: 'Da qui in poi di questo canale non si vuole più nulla.',
  },
  unsubscribed: {
    label: 'unsubscribed',
    what: 'fine di un’iscrizione',
    explanation: 'Da qui in poi di questo canale non si consegna più nulla.',
  },
  error: {
    label: (error, why) => `errore: ${error}, ${why}`,
    what: 'risposta a una richiesta',
    explanation: 'La richiesta è stata rifiutata, e la risposta dice perché. La connessione resta.',
  },
  other: {
    what: 'messaggio',
    explanation: 'Un messaggio che non fa parte di questa lezione.',
  },
  cut: {
    label: 'chiude la linea',
    what: 'fine di una connessione',
    explanation:
      'Nessuna pagina può staccare un cavo: chiude il suo WebSocket senza dire nulla alla stanza. Con un cavo staccato il server se ne accorgerebbe più tardi: quando un ping resta senza risposta.',
  },
  closed: {
    label: (code, reason) => `close ${code} ${reason}`.trimEnd(),
    what: 'fine di una connessione',
    explanation: 'Il server chiude la connessione, e con lei ogni iscrizione e ogni presenza che aveva.',
  },
  lost: {
    label: (code) => `connessione persa: ${code}`,
    what: 'fine di una connessione',
    explanation: 'La connessione è andata, e nessuno ha detto perché. Il client prova da sé a tornare.',
  },
  sessionEnded: {
    label: 'finisce la sessione di Bob',
    what: 'DELETE /auth/session',
    explanation:
      'In HTTP, fuori da ogni WebSocket: la sessione di Bob finisce, come quando esce in un’altra scheda o lo decide un amministratore.',
  },
  flood: {
    label: (count, connections) => `${count} messaggi su ${connections} connessioni`,
    what: 'molti che pubblicano',
    explanation: (count) =>
      `Altre connessioni di Alice pubblicano ${count} messaggi: uno più di quanti ne tiene un canale, se al server non è stato detto altro.`,
  },
} as const satisfies Translated<typeof english.rows>;

export const channels: Translated<typeof english> = {
  people: {
    alice: 'Alice',
    bob: 'Bob',
    server: 'Server WebSocket',
    serverShort: 'Server',
  },
  states: {
    away: 'non è ancora qui',
    connecting: 'si connette…',
    open: 'nella stanza',
    waiting: 'connessione persa, si riprova',
    cut: 'linea tagliata',
    closed: (code, reason) => `chiusa: ${code} ${reason}`.trimEnd(),
    noToken: 'nessun token disponibile',
    forbidden: (capability) => `rifiutato: manca ${capability}`,
    invalid: (problem) => `rifiutato: ${problem}`,
  },
  pane: {
    credential: {
      alice:
        'Alice arriva con il token di prova, che è suo. Non appartiene a nessuna sessione, quindi nulla lo fa finire.',
      bob: 'Bob accede in questo browser, e chi vi era entrato prima esce. Il suo token dura un minuto e si rinnova in tempo, finché vive la sua sessione.',
    },
    comeIn: 'Entra',
    comeBack: 'Torna',
    cut: 'Taglia la linea',
    endSession: 'Chiudi la sua sessione',
    message: (name) => `Messaggio di ${name}`,
    publish: 'Pubblica',
    present: 'Presenti:',
    nobody: 'nessuno',
    unknown: 'da qui non si sa',
    crowd: 'tanti che di ciascuno non si dà più notizia',
    position: (epoch, offset) => `epoch ${epoch}, offset ${offset}`,
    noPosition: 'ancora nessun posto nella stanza',
    messages: (name) => `Che cosa ha ricevuto ${name}`,
    empty: 'Qui appariranno i messaggi.',
    from: (offset, user) => `${offset} ${user}:`,
    recovered: (missed) =>
      missed === 1
        ? 'recovered: true, 1 messaggio era andato perso e arriva adesso'
        : `recovered: true, ${missed} messaggi erano andati persi e arrivano adesso`,
    anew: 'recovered: false, ciò che è andato perso non si può più avere: lo stato va ripreso da capo',
    unpublished: 'non ancora pubblicato: aspetta che torni la linea',
    refused: (capability) => `non pubblicato: manca ${capability}`,
    notPublished: 'non pubblicato',
  },
  page: {
    noDemo:
      'Questo server non è una dimostrazione: non conosce né il token di prova né la password di Bob, perciò questi due non possono entrare.',
    phones: 'Con un telefono: la stanza è aperta a chi inquadra questo codice.',
    qr: 'Codice QR dell’indirizzo della stanza',
    onlyHere:
      'Solo questa macchina raggiunge il server. Avvialo con `--host 0.0.0.0`, e i telefoni potranno entrare.',
    byHand: (channel) => `a mano in ${channel}`,
    row: 'La riga aperta',
    pictures: { both: 'entrambi', alice: 'il filo di Alice', bob: 'il filo di Bob' },
  },
  rows,
  sentences: {
    subscribe: rows.subscribe.explanation,
    subscribed: 'L’iscrizione c’è. `recovered` dice se adesso arriva ciò che è andato perso.',
    publish: rows.publish.explanation,
    published: rows.published.explanation,
    message: rows.message.explanation,
    presence:
      'Qualcuno è entrato nel canale o ne è uscito, oppure sono troppi per darne notizia uno per uno. Lo sa solo chi ha la capability `presence`.',
    refresh: rows.refresh.explanation,
    refreshed: rows.refreshed.explanation,
    unsubscribe: rows.unsubscribe.explanation,
    unsubscribed: rows.unsubscribed.explanation,
    error: rows.error.explanation,
  },
  storyWords: {
    'one-message': {
      title: 'un messaggio a tutti',
      about: 'Alice e Bob entrano in una stanza, e Alice pubblica un messaggio.',
      moral:
        'Tutti e due lo hanno ricevuto con lo stesso numero, e chi lo ha pubblicato ha saputo che è conservato.',
    },
    'cut-line': {
      title: 'una linea tagliata',
      about:
        'La linea di Bob viene tagliata. Alice continua a parlare. Poi Bob torna e dice che cosa ha sentito per ultimo.',
      moral:
        'Bob ha provato di nuovo chi è, e ha avuto esattamente ciò che aveva perso: in ordine, senza lacune e nulla due volte.',
    },
    'outside-window': {
      title: 'troppo tardi',
      about: 'Mentre Bob è via si dice più di quanto il server conservi. Poi Bob torna.',
      moral:
        'Una finestra ha una fine. Conta che Bob l’abbia saputo: riprende il suo stato da capo, invece di credere di non aver perso nulla.',
    },
    'thrown-out': {
      title: 'messo alla porta',
      about: 'La sessione di Bob finisce mentre è nella stanza. Alice continua a parlare.',
      moral:
        'La connessione di Bob è finita con la sua sessione, la stanza lo ha visto uscire, e nulla di ciò che Alice ha detto dopo gli è stato consegnato.',
    },
  },
  otherwise: 'Questa volta è andata diversamente: le ultime righe del disegno dicono come.',
  noStory: {
    title: 'In rete',
    byHand: 'A mano: il disegno nasce da ciò che succede davvero.',
  },
  said: {
    hello: 'ciao',
    goOn: 'ci sei?',
    still: 'e adesso?',
    many: 'uno dei tanti',
    alone: 'ora siamo soli',
  },
};
