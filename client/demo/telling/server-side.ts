/** What the page does with a server that has answered: hears its side, knows its refusals, and masks what goes to it. */
import '../../diagram/model/later-rows.ts';

export { maskMessage } from '../../../protocol/masking.ts';
export { outcomeOfRefusal } from '../../../protocol/refusals.ts';
export { subscribe } from '../../api/trace.ts';
export { because } from '../../words/demo-later.ts';
export { adviseOnFailure } from './advice.ts';
export { refusalAmong } from './refusal.ts';
