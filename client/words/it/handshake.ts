import type { handshake as english } from '../en/handshake.ts';
import type { Translated } from '../translated.ts';

const secure = (count: number) => (count === 0 ? 'nessuno riguarda la sicurezza' : `${count} di sicurezza`);

export const handshake: Translated<typeof english> = {
  worths: {
    security: '✓ sicurezza',
    partly: '✓ utile contro pagine estranee',
    none: '✗ nessuna sicurezza',
  },
  table: {
    columns: ['Campo', 'Valore', 'Sicurezza?'],
    sum: (fields, what, count, hasOrigin) =>
      `${fields} campi di intestazione in questa ${what}: ${secure(count)}` +
      (hasOrigin ? ', Origin utile contro pagine estranee' : ''),
  },
  reasons: {
    host: 'Nomina il server, per instradare. Il client scrive ciò che vuole.',
    connection: 'Chiede di cambiare questa sola connessione HTTP. Non dice nulla su chi lo chiede.',
    upgrade: 'Nomina il protocollo a cui passare. Chiunque può scriverlo.',
    origin:
      'Quale pagina ha aperto il socket. Un server che lo controlla tiene fuori le pagine di altri siti, perché lo scrivono i browser e nessuna pagina può cambiarlo; non protegge da nessun altro programma, che scrive ciò che vuole.',
    'user-agent': 'Il nome che un programma dà a se stesso.',
    pragma: 'Chiede alle cache di restarne fuori.',
    'cache-control': 'Chiede alle cache di restarne fuori.',
    'accept-encoding': 'Che cosa il client sa decomprimere.',
    'accept-language': 'Che cosa la persona preferisce leggere.',
    'sec-websocket-version': 'La versione del protocollo. Tiene fuori i vecchi client, non chi attacca.',
    'sec-websocket-key':
      'Casuale, e inviata in chiaro. Mostra che il server ha capito una richiesta WebSocket, e non è un segreto.',
    'sec-websocket-accept':
      'Calcolata dalla chiave con una ricetta pubblica. Chi ha visto la chiave può calcolarla.',
    'sec-websocket-extensions': 'Quali estensioni, come la compressione, offre il client.',
    'sec-websocket-protocol':
      'Pensato per nomi di protocolli. C’è chi vi mette un token, dove i log lo raccolgono.',
    cookie:
      'Una credenziale, aggiunta dal browser anche per alcune pagine estranee. Questo endpoint non la guarda.',
    authorization: 'Una credenziale. Una pagina non può impostarla su un WebSocket.',
    'strict-transport-security': 'Dice ai browser di tornare solo via TLS.',
  },
  others: {
    sec: 'Impostato dai browser e vietato agli script delle pagine; ogni altro programma lo scrive liberamente.',
    ordinary: 'Normale HTTP; non prova nulla su chi sta chiamando.',
  },
  accept: {
    title: 'Sec-WebSocket-Accept, calcolato qui a partire da questa chiave',
    unable: 'Questo browser calcola SHA-1 solo per pagine arrivate via https o da localhost.',
    key: 'La chiave, come l’ha inviata il client',
    joined: 'seguita da un GUID uguale per tutti (RFC 6455)',
    digest: 'SHA-1 del risultato',
    encoded: 'in base64',
    equal: '✓ uguale a quello inviato dal server',
    different: '✗ diverso da quello inviato dal server',
    conclusion: 'Chiunque può farlo. Mostra che l’altra parte parla WebSocket, non chi è: nessuna sicurezza.',
  },
};
