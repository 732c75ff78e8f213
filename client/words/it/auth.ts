import type { auth as english } from '../en/auth.ts';
import type { Translated } from '../translated.ts';

export const auth: Translated<typeof english> = {
  outOfReach: 'Il server di autenticazione non è raggiungibile.',
  noAnswer: 'il server di autenticazione non è raggiungibile',
  refused: 'rifiutato',
  whoIsSignedIn: 'chi ha effettuato l’accesso',
  signIn: (user) => `accedere come ${user}`,
  askForTicket: 'chiedere un ticket',
  askForToken: 'chiedere un token',
  signOut: 'terminare la sessione',
  signedOut: 'sessione terminata',
  signedIn: (user) => `accesso come ${user}`,
  ticketFor: (seconds) => `un ticket, valido ${seconds} s`,
  noMember: (name) => `Nella risposta del server di autenticazione manca ${name}.`,
  cookieNotKept:
    'Il server di autenticazione ha accettato l’accesso, ma questo browser non ha conservato il cookie: nessuno risulta collegato.',
  cookieSecure:
    'Il cookie è marcato Secure: i browser lo conservano solo da https, quasi tutti anche da http su localhost. Aprire questa pagina in uno di questi modi.',
  cookieBlocked:
    'O i cookie qui sono bloccati, o il server di autenticazione appartiene a un altro sito: consentirli, oppure usare lo stesso host per entrambi.',
  demoUsers: (users) =>
    `Chi può accedere qui: ${users.map(({ user, password }) => `${user}, password ${password}`).join('; ')}.`,
  problems: {
    401: 'Il server di autenticazione non ha accettato le credenziali. Accedere di nuovo.',
    403: 'Il token CSRF di questa sessione manca o è sbagliato. Ricaricare la pagina, poi riprovare.',
    429: 'Troppe richieste in poco tempo. Riprovare tra qualche secondo.',
    500: 'Qualcosa è andato storto nel server di autenticazione. Il suo log dice che cosa. Riprovare.',
    503: 'Il server di autenticazione ha troppo da fare. Riprovare tra qualche secondo.',
  },
};
