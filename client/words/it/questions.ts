import type { questions as english } from '../en/questions.ts';
import type { Translated } from '../translated.ts';

export const questions: Translated<typeof english> = {
  'url-credentials-accepted': 'new WebSocket() accetta utente e password nell’URL?',
  'url-credentials-sent': 'Quando viene inviata, la prima volta, la password di wss://user:password@host?',
  'url-credentials-again':
    'Quando viene inviata la password giusta di un tale URL, dopo che una sbagliata è stata rifiutata?',
  'url-credentials-known': 'Quando viene inviata la password di un tale URL, se era già stata accettata?',
  'basic-cached': 'Il browser ricorda la password, e la invia anche dove l’URL non ne ha?',
  'basic-elsewhere': 'Invia la password ricordata ad altri percorsi della stessa cartella?',
  'basic-other-folder': 'Quando invia la password ricordata a percorsi di altre cartelle?',
  'basic-other-port': 'Un WebSocket da una pagina di un’altra porta porta con sé la password ricordata?',
  'cookie-same-origin':
    'Un cookie SameSite=Strict e HttpOnly viene inviato con un WebSocket verso l’origine della pagina stessa?',
  'cookie-other-port':
    'Un cookie SameSite=Strict viene inviato se la pagina arriva da un’altra porta dello stesso host?',
  'cookie-cross-site': 'Un cookie SameSite=None viene inviato se la pagina arriva da un altro sito?',
  origin: 'Quale Origin invia il browser, da una pagina https: o http:?',
  'origin-opaque': 'Quale Origin arriva da un frame con sandbox, e da un URL data:?',
  'origin-inherited': 'Quale Origin arriva da un frame con srcdoc, e da un URL blob:?',
  'fetch-metadata': 'L’handshake dice in Sec-Fetch-Site da dove arriva la pagina?',
  'headers-option': 'Una pagina può impostare un header dell’handshake?',
  extensions: 'Quale compressione offre?',
  'client-certificate': 'Il browser entra dove si chiede un certificato client, se non ne ha?',
  'subprotocol-refused': 'Con quali sottoprotocolli new WebSocket() lancia un SyntaxError?',
  'subprotocol-unselected': 'Che cosa succede se il server non sceglie nessuno dei sottoprotocolli offerti?',
  'refusal-before-101': 'Che cosa viene a sapere una pagina di un HTTP 401?',
  'refusal-events': 'Quali eventi informano una pagina di un 401, un 403, un 429?',
  redirect: 'Che cosa succede se il server risponde con un redirect (302)?',
  'bad-certificate': 'Che cosa viene a sapere una pagina di un certificato di cui il browser non si fida?',
  'refused-tcp': 'Che cosa viene a sapere una pagina di una porta su cui nessuno ascolta?',
  'policy-self':
    "connect-src 'self' nella policy di una pagina comprende wss: sul suo stesso host e sulla sua porta?",
  'policy-elsewhere':
    'Che cosa viene a sapere una pagina di un indirizzo vietato dalla sua stessa policy (connect-src)?',
  'mixed-localhost': 'Che cosa succede se una pagina https: apre ws: verso localhost?',
  'mixed-elsewhere': 'Che cosa succede se una pagina https: apre ws: verso un altro host?',
  'close-codes': 'Quali codici di chiusura può inviare una pagina, e che cosa lanciano gli altri?',
  'close-reason': 'Quanto può essere lungo il motivo di una chiusura, e che cosa lancia uno più lungo?',
  'buffered-amount': 'Quanto vale bufferedAmount dopo 100 byte, e dopo altri 100 arrivati troppo tardi?',
  'proof-key': 'Una pagina può leggere la chiave che firma le sue prove, o soltanto usarla?',
};
