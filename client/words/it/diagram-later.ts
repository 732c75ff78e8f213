import type { diagramLater as english } from '../en/diagram-later.ts';
import type { Translated } from '../translated.ts';

export const diagramLater: Translated<typeof english> = {
  checkRefusals: {
    forbidden: {
      label: 'sessione attiva, token CSRF assente o errato',
      explanation:
        'La sessione è attiva, ma il token CSRF manca o è errato: la pagina forse sfrutta soltanto il cookie.',
    },
    busy: {
      label: 'troppo occupato per controllare',
      explanation:
        'Controllare una password è lento di proposito, e ora i controlli in corso sono troppi: si può riprovare con la stessa.',
    },
  },
  ownCheck: {
    kind: 'controllo fatto dal server WebSocket stesso',
    checks: (what) => `controlla da sé ${what === 'ticket' ? 'il ticket' : 'il token'}`,
    explanation: (issuer) =>
      `Il token è stato emesso da ${issuer}: il server WebSocket ne controlla da sé la firma, e non lo chiede a nessuno.`,
    accepted: 'La firma è del provider, e il token è per questo server e ancora valido.',
    refused: 'Firma, destinatario, tipo o tempo non vanno bene; al client non si dice quale.',
  },
  keySet: {
    kind: 'chiavi pubbliche del provider di identità',
    ask: (issuer) => `quali chiavi ha ${issuer}?`,
    asked:
      'Il token nomina una chiave che qui non è nota: il server scarica l’elenco di chiavi che il provider pubblica.',
    answer: (keys) => (keys === 1 ? '1 chiave pubblica' : `${keys} chiavi pubbliche`),
    answered:
      'Le chiavi pubbliche non sono un segreto. Restano qui: il prossimo token non costa domande, e le chiavi ignote ne causano al massimo una ogni 30 s.',
    none: 'nessuna chiave',
    unusable:
      'Non è stato possibile chiedere al provider, e nessuno sa dire se la firma è giusta: nel dubbio si nega l’accesso.',
  },
};
