/** The part of js-yaml that is used here; the package has no types of its own. */
declare module 'js-yaml' {
  interface Schema {
    extend(types: readonly object[]): Schema;
  }
  const yaml: {
    readonly DEFAULT_SCHEMA: Schema;
    readonly Type: new (
      tag: string,
      options: {
        readonly kind: 'scalar' | 'sequence' | 'mapping';
        readonly construct: (data: unknown) => unknown;
      },
    ) => object;
    loadAll(text: string, iterator: undefined, options: { readonly schema: Schema }): unknown[];
  };
  export default yaml;
}
