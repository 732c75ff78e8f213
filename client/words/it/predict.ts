import type { predict as english } from '../en/predict.ts';
import type { Translated } from '../translated.ts';

export const predict: Translated<typeof english> = {
  presenterWords: {
    byPhone: 'Rispondere su:',
    qr: 'Codice QR dell’indirizzo a cui risponde la classe',
    byHand:
      'Chiedere per alzata di mano: i telefoni non raggiungono questo server. Se lo si avvia con `--host 0.0.0.0`, possono rispondere.',
    press: 'vediamo che cosa succede',
    back: 'torna al disegno',
    right: 'giusto',
    answers: (count) => (count === 1 ? '1 risposta' : `${count} risposte`),
    choice: (text, count) => `${text}: ${count}`,
  },
  phoneWords: {
    waiting: 'Attendere la prossima domanda.',
    taken: 'Risposta ricevuta. Si può ancora cambiarla.',
    shut: 'Risposte chiuse: ora si guarda che cosa succede.',
    gone: 'Qui non c’è nessuna domanda. Inquadrare di nuovo il codice sullo schermo.',
    late: 'Questa domanda non è più aperta.',
    full: 'Hanno già risposto in troppi.',
    lost: 'Il server non risponde. Questa pagina riprova da sola.',
  },
};
