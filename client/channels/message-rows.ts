/** The rows of what both say and are told. Pure. */
import type { LifeLine, Tone } from '@websocket-auth-lab/diagram';
import type { Detail, Row } from '../diagram/model/rows.ts';
import { rows as words } from '../words/channels.ts';
import type { Said } from './facts.ts';

/** What is known of one of the two while the rows are drawn. */
export interface Known {
  /** How many connections there have been. */
  connections: number;
  /** Where the one who came back asked to go on. */
  since: number | undefined;
  /** Messages up to this one had been missed. */
  missedUntil: number;
  /** Facts of coming in that wait for the row that stands for all of them. */
  comingIn: number;
}

/** A row as a fact makes it. */
export interface Sketch {
  readonly from: LifeLine;
  readonly to: LifeLine;
  readonly label: string;
  readonly tone?: Tone;
  readonly kind?: Row['kind'];
  readonly literal?: boolean;
  readonly begins?: boolean;
  readonly learned?: number;
  readonly detail: Detail;
}

type Text = Omit<Sketch, 'from' | 'to'>;

/** Of a message that one of the two sends. */
export function saidRow(message: Said, known: Known): Text {
  const channel = text(message, 'channel');
  switch (message.type) {
    case 'authenticate': {
      const { label, what, explanation, again } = words.authenticate;
      return { label, detail: { what, explanation: known.connections > 1 ? again : explanation } };
    }
    case 'subscribe': {
      const { label, since, what, explanation, sinceExplanation } = words.subscribe;
      const position = message.since;
      known.since = typeof position === 'object' && position ? number({ ...position }, 'offset') : undefined;
      return known.since === undefined
        ? { label: label(channel), detail: { what, explanation } }
        : { label: since(channel, known.since), detail: { what, explanation: sinceExplanation } };
    }
    case 'publish': {
      const { label, what, explanation } = words.publish;
      return { label: label(dataOf(message)), detail: { what, explanation } };
    }
    case 'refresh':
      return plain(words.refresh);
    case 'unsubscribe': {
      const { label, what, explanation } = words.unsubscribe;
      return { label: label(channel), detail: { what, explanation } };
    }
    default:
      return other(message);
  }
}

/** Of a message that one of the two receives. */
export function heardRow(message: Said, known: Known): Text {
  const offset = number(message, 'offset');
  switch (message.type) {
    case 'authenticated': {
      const { label, what, explanation } = words.authenticated;
      return { label: label(text(message, 'user')), tone: 'good', detail: { what, explanation } };
    }
    case 'refreshed':
      return { ...plain(words.refreshed), tone: 'good' };
    case 'subscribed':
      return subscribedRow(message, offset, known);
    case 'published': {
      const { label, duplicate, what, explanation, duplicateExplanation } = words.published;
      return message.duplicate === true
        ? { label: duplicate(offset), detail: { what, explanation: duplicateExplanation } }
        : { label: label(offset), detail: { what, explanation } };
    }
    case 'message': {
      const { label, what, explanation, missed } = words.message;
      const isLate = offset <= known.missedUntil;
      return {
        label: label(offset, dataOf(message)),
        detail: { what, explanation: isLate ? missed : explanation },
      };
    }
    case 'presence': {
      const { enter, leave, crowd, room, what, ...why } = words.presence;
      const user = text(message, 'user');
      switch (message.event) {
        case 'crowd':
          return plain({ label: crowd, what, explanation: why.crowdExplanation });
        case 'room':
          return plain({ label: room, what, explanation: why.roomExplanation });
        case 'enter':
          return plain({ label: enter(user), what, explanation: why.enterExplanation });
        default:
          return plain({ label: leave(user), what, explanation: why.leaveExplanation });
      }
    }
    case 'unsubscribed':
      return plain(words.unsubscribed);
    case 'error': {
      const { label, what, explanation } = words.error;
      const why = text(message, 'capability') || text(message, 'problem');
      return { label: label(text(message, 'error'), why), tone: 'bad', detail: { what, explanation } };
    }
    default:
      return other(message);
  }
}

function subscribedRow(message: Said, offset: number, known: Known): Text {
  const { what, label, recovered, anew, explanation, recoveredExplanation, anewExplanation } =
    words.subscribed;
  if (message.recovered === true) {
    known.missedUntil = offset;
    return { label: recovered(offset), tone: 'good', detail: { what, explanation: recoveredExplanation } };
  }
  if (known.since === undefined) return { label: label(offset), tone: 'good', detail: { what, explanation } };
  return { label: anew(offset), tone: 'bad', detail: { what, explanation: anewExplanation } };
}

function plain({ label, what, explanation }: { label: string; what: string; explanation: string }): Text {
  return { label, detail: { what, explanation } };
}

function other(message: Said): Text {
  return { label: text(message, 'type'), literal: true, detail: words.other };
}

export function text(message: Said, name: string): string {
  const value = message[name];
  return typeof value === 'string' ? value : '';
}

export function number(message: Said, name: string): number {
  const value = message[name];
  return typeof value === 'number' ? value : 0;
}

/** What was published, as it is shown: it may be any JSON. */
export function dataOf({ data }: { readonly data?: unknown }): string {
  return typeof data === 'string' ? data : (JSON.stringify(data) ?? '');
}
