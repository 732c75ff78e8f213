/** The same of the stage in Italian, whose words are longer: the language is chosen before any of them is loaded. */
Object.defineProperty(globalThis, 'location', { value: { hash: '#lang=it' } });
await import('./stage-layout.test.ts');
