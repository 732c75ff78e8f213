import { inLanguage } from './catalogue.ts';
import { diagramLater } from './en/diagram-later.ts';

export const { checkRefusals, ownCheck, keySet } = inLanguage('diagramLater', diagramLater);
