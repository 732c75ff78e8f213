/**
 * Options for esbuild to bundle a program with its libraries, so that it starts in half the time that a loader such as tsx
 * takes. Plain JavaScript, because `npm run dev` reads it before anything is compiled.
 *
 * @satisfies {import('esbuild').BuildOptions}
 */
export const bundling = {
  bundle: true,
  splitting: true,
  platform: /** @type {const} */ ('node'),
  format: /** @type {const} */ ('esm'),
  target: 'node20',
  sourcemap: /** @type {const} */ ('linked'),
  logLevel: /** @type {const} */ ('warning'),
  // Vite and esbuild are loaded later, and are large. Only Node finds the names that Redis' client exports. The other two
  // are optional parts of ws.
  external: ['vite', 'esbuild', '@redis/client', 'bufferutil', 'utf-8-validate'],
  // Bundled CommonJS libraries call `require` for Node's own modules.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
};
