/** Colours that were chosen by hand; undefined: those the system asks for. */
export type Look = 'light' | 'dark' | undefined;
