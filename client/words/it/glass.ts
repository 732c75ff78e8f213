import type { glass as english } from '../en/glass.ts';
import type { Translated } from '../translated.ts';

export const glass: Translated<typeof english> = {
  bytes: 'I byte',
  header: 'tipo e lunghezza',
  key: 'chiave di mascheramento',
  travelled: 'Il payload come ha viaggiato in rete:',
  unmasked: 'Con la chiave applicata, byte per byte (or esclusivo):',
  noSecret: 'La chiave sta nel frame: il mascheramento non nasconde nulla a chi vede il frame.',
  plain: 'Il payload. Un server non maschera nulla:',
  hidden: (count) =>
    count === 1
      ? 'Un altro byte non viene mostrato: potrebbe appartenere a una credenziale.'
      : `Altri ${count} byte non vengono mostrati: potrebbero contenere una credenziale.`,
  question: 'La domanda',
  answer: 'La risposta',
  asked:
    'All’interno di un solo processo è una chiamata. Un server di autenticazione altrove si interroga via HTTP (RFC 7662); la credenziale e il segreto tra i due server qui sono omessi:',
  answered: 'Come JSON, cioè come lo direbbe un server di autenticazione altrove:',
  notWhy: 'Non dice perché: chi chiede non ha bisogno di sapere altro (RFC 7662, sezione 2.2).',
  more: 'Può dire anche fino a quando, che cosa può fare l’utente, e a quale sessione appartiene.',
};
