/**
 * The stage in Italian, whose words are longer. The language is chosen before any of them is loaded, so this file has a
 * process of its own.
 */
import assert from 'node:assert/strict';

Object.defineProperty(globalThis, 'location', { value: { hash: '#lang=it' } });
const { language } = await import('../../client/words/language.ts');
assert.equal(language, 'it');
await import('../client/diagram/stage-layout.test.ts');
