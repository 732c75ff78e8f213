import type { Prediction } from '../en/predictions.ts';

export const predictions: Readonly<Record<string, Prediction>> = {
  'valid-token': {
    asks: 'Il server ha risposto 101. Chi parla per primo?',
    options: ['il client', 'il server', 'chi è più veloce'],
    right: 0,
    because: 'Il server aspetta il token, e a uno sconosciuto non dice nulla.',
  },
  'wrong-token': {
    asks: 'Il token è sbagliato. Che cosa viene a sapere la pagina?',
    options: [
      'nient’altro che 1006',
      'HTTP 401',
      'il codice 1011 e una parola',
      'che il server di autenticazione non conosce questo token',
    ],
    right: 2,
    because: 'Il frame di chiusura dice 1011 e “unauthenticated”. La causa è per il log.',
  },
  'no-token': {
    asks: 'Nel primo messaggio non c’è un token. Si interroga il server di autenticazione?',
    options: ['sì, come sempre', 'no'],
    right: 1,
    because: 'Non c’è nulla da chiedere, e il client riceve la stessa risposta che per un token sbagliato.',
  },
  'not-json': {
    asks: 'Il primo messaggio non è JSON. Con quale codice chiude il server?',
    options: [
      '1003, tipo di dati non accettato',
      '1007, dati non validi',
      '1008, violazione delle regole',
      '1011, come per un token sbagliato',
    ],
    right: 3,
    because: 'Una sola risposta per ogni causa: chi tira a indovinare non ne impara nulla.',
  },
  silence: {
    asks: 'Nessuno dice nulla. Chi chiude la connessione?',
    options: ['il client', 'il server', 'nessuno: resta aperta'],
    right: 1,
    because: 'Il server ha un limite di tempo, che parte dal 101.',
  },
  'ticket-twice': {
    asks: 'Lo stesso ticket viene mostrato su una seconda connessione. Che cosa succede?',
    options: ['si apre anche questa', 'viene rifiutata', 'viene rifiutata, e si chiude anche la prima'],
    right: 1,
    because: 'La prima connessione ha consumato il ticket. Quella connessione resta aperta.',
  },
  'token-late': {
    asks: 'Il token è valido, ma arriva dopo il limite. Che cosa succede?',
    options: [
      'viene accettato comunque',
      'viene rifiutato come sbagliato',
      'non c’è più nessuno a riceverlo',
    ],
    right: 2,
    because: 'La connessione a cui era destinato non c’è più.',
  },
  'early-message': {
    asks: 'Un messaggio parte subito dopo il token, prima della risposta. Che fine fa?',
    options: ['va perso', 'ha subito risposta', 'ha risposta dopo la conferma', 'fa chiudere la connessione'],
    right: 2,
    because: 'Aspetta in una breve coda che il token sia stato controllato.',
  },
};
