/** What English words become in another language: the same keys, the same parameters, other texts. */
export type Translated<English> = English extends string
  ? string
  : English extends (...values: infer Values) => infer Result
    ? (...values: Values) => Translated<Result>
    : English extends object
      ? { readonly [Key in keyof English]: Translated<English[Key]> }
      : English;
