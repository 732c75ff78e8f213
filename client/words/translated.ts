/** What English words become in another language: the same keys, the same parameters, other texts. */
export type Translated<English> = English extends string
  ? string
  : English extends (...values: infer Values) => string
    ? (...values: Values) => string
    : English extends object
      ? { readonly [Key in keyof English]: Translated<English[Key]> }
      : English;
