/** Made by scripts/differences.ts when the pages are built. */
declare module 'virtual:differences' {
  interface Line {
    readonly side: 'same' | 'weak' | 'fixed';
    readonly text: string;
  }

  export const differences: Readonly<
    Record<
      import('../../protocol/exhibits.ts').AttackName,
      { readonly weakFile: string; readonly fixedFile: string; readonly lines: readonly Line[] }
    >
  >;
}
