/** `none`: nobody asked for a trace yet. The others are those of the panel. */
export type Freshness = 'none' | 'tracing' | 'current' | 'stale';

/** What about a document has changed. */
export type DocumentChange =
  'outline' | 'trace' | 'freshness' | 'run' | 'overlay' | 'lines' | 'released' | 'closed';

export type Preparation =
  { readonly kind: 'preparing' } | { readonly kind: 'failed'; readonly message: string };
