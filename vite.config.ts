import { readdirSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { differencesOfTwins } from './scripts/differences.ts';
import { documents } from './scripts/documents/plugin.ts';
import { pageTop } from './scripts/page-top.ts';

const root = fileURLToPath(new URL('./client', import.meta.url));
const packages = fileURLToPath(new URL('./packages', import.meta.url));
const outDir = fileURLToPath(new URL('./dist/client', import.meta.url));

const textExtensions = new Set(['.html', '.js', '.css', '.svg', '.json', '.txt']);

/** Writes `.br` and `.gz` beside every text file, so that the server compresses nothing while it serves. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async closeBundle() {
      const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && textExtensions.has(extname(entry.name)));
      await Promise.all(files.map((file) => compressFile(join(file.parentPath, file.name))));
    },
  };
}

/**
 * Vite wraps every `import()` in a kilobyte of code that preloads its style sheets and dependencies. What is loaded later
 * here has no style sheet, and depends on what the page has anyway.
 */
function plainImports(): Plugin {
  return {
    name: 'plain-imports',
    apply: 'build',
    enforce: 'pre',
    load: {
      filter: { id: /preload-helper/ },
      handler: () => 'export const __vitePreload = (load) => load();',
    },
  };
}

/**
 * Puts what all pages share before what each page has of its own, as their sources do: of two rules that weigh the same
 * the last one counts, and Vite puts shared style sheets behind.
 */
function sharedStylesFirst(): Plugin {
  const link = /\n *<link rel="stylesheet"[^>]*>/g;
  const isShared = (text: string) => /\/(?:style|diagram|demo|stage)-[\w-]+\.css"/.test(text);
  return {
    name: 'shared-styles-first',
    apply: 'build',
    enforce: 'post',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const links = html.match(link) ?? [];
        const sorted = [...links.filter(isShared), ...links.filter((text) => !isShared(text))];
        return html.replace(link, () => sorted.shift() ?? '');
      },
    },
  };
}

/** Pages that only a development start serves: what they show is in no build. */
const developmentOnly: readonly string[] = ['probe.html'];

/** Leads to them from the pages that have a way to the others. */
function probeLink(): Plugin {
  return {
    name: 'probe-link',
    apply: 'serve',
    transformIndexHtml: (html) =>
      html.includes('class="pages"')
        ? [{ tag: 'script', attrs: { type: 'module', src: '/probe/link.ts' }, injectTo: 'head' }]
        : [],
  };
}

async function compressFile(path: string): Promise<void> {
  const content = await readFile(path);
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(content),
    promisify(gzip)(content, { level: 9 }),
  ]);
  await Promise.all([
    br.length < content.length && writeFile(`${path}.br`, br),
    gz.length < content.length && writeFile(`${path}.gz`, gz),
  ]);
}

export default defineConfig({
  root,
  plugins: [
    pageTop(),
    documents(),
    differencesOfTwins(),
    probeLink(),
    plainImports(),
    sharedStylesFirst(),
    precompress(),
  ],
  resolve: {
    // Packages are imported by name from their sources, without a build.
    alias: [
      { find: /^@websocket-auth-lab\/([a-z]+)$/, replacement: `${packages}/$1/src/index.ts` },
      { find: /^@websocket-auth-lab\/([a-z]+)\/([a-z-]+)$/, replacement: `${packages}/$1/src/$2.ts` },
    ],
  },
  // Both are published as modules: bundling them would only make Vite reload the page.
  optimizeDeps: { exclude: ['uplot', 'uqr'] },
  build: {
    outDir,
    emptyOutDir: true,
    // The browsers that docs/operations.md names and client/public/floor.js checks for.
    target: ['chrome111', 'edge111', 'firefox121', 'safari16.4'],
    sourcemap: true,
    // Everything is a file: the content security policy allows no inline script or style.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_url, dependencies, { hostType }) => (hostType === 'html' ? dependencies : []),
    },
    rolldownOptions: {
      // Every page in client/ is an entry. The first gets the best order of what they share, for the smallest script.
      input: ['index.html', ...readdirSync(root).filter((name) => name !== 'index.html')]
        .filter((name) => extname(name) === '.html' && !developmentOnly.includes(name))
        .map((name) => join(root, name)),
      output: {
        codeSplitting: {
          groups: [
            // A file of its own, which changes only with a new version of uPlot.
            { name: 'uplot', test: /node_modules.uplot.*\.js$/ },
            // One file compresses better than the many that two pages, and what they load later, would make of it.
            {
              name: 'diagram',
              test: /(packages.diagram.src.(layout|places|rows|shapes|text)|client.(diagram(?!.model.later-rows)|stage|words.(catalogue|diagram(?!-)|en.diagram(?!-)|language|outcomes)|page.(elements|signed-in|storage|presenter-keys)|reconnect.backoff|methods.(open|with-query)|api.origin)).*ts$/,
              tags: ['$initial'],
            },
            // In one request, since whoever connects waits for it.
            {
              name: 'server-side',
              test: /(client.api.(trace|tabs|events|signals|slots)|client.diagram.model.later-rows|client.words.(demo-later|en.demo-later|diagram-later|en.diagram-later|refusals)|protocol.refusals|protocol.(trace|masking)).*ts$/,
            },
          ],
        },
      },
    },
  },
});
