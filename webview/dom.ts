/** Elements are built from script only: user text becomes text nodes, never markup, and no style attribute is written. */
export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  options: ElementOptions = {},
  children: readonly Node[] = [],
): HTMLElementTagNameMap[Tag] {
  const result = document.createElement(tag);
  if (options.class !== undefined) {
    result.className = options.class;
  }
  if (options.text !== undefined) {
    result.textContent = options.text;
  }
  for (const [name, value] of Object.entries(options.attributes ?? {})) {
    result.setAttribute(name, value);
  }
  for (const [event, listener] of Object.entries(options.on ?? {})) {
    result.addEventListener(event, listener);
  }
  result.append(...children);
  return result;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

export function svgElement<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly Node[] = [],
): SVGElementTagNameMap[Tag] {
  const result = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) {
    result.setAttribute(name, String(value));
  }
  result.append(...children);
  return result;
}
