import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Graph } from '../graph/graph';
import type { Attribute, Node } from '../graph/node';
import type { Tensor } from '../graph/tensor';
import type { ValueName } from '../graph/value';

/** SHA-256 of the structure of a network's forward part; see {@link structureOf}. */
export function structuralHash(graph: Graph): string {
  const nodes = graph.nodes.filter((node) => node.origin.stage === 'forward');
  return bytesToHex(sha256(utf8ToBytes(structureOf(graph, nodes, graph.outputs))));
}

/**
 * A text that is equal for equal operators, attributes, shapes and wiring, whatever the names: values are numbered in
 * the order in which the nodes mention them, and a value that none of the nodes makes is described by what it is.
 */
export function structureOf(
  graph: Graph,
  nodes: readonly Node[],
  outputs: readonly ValueName[] = [],
): string {
  const numbers = new Map<ValueName, number>();
  const lines: string[] = [];
  const mention = (name: ValueName): string => {
    if (name === '') {
      return '-';
    }
    const known = numbers.get(name);
    if (known !== undefined) {
      return String(known);
    }
    numbers.set(name, numbers.size);
    return `${numbers.size - 1}:${describe(graph, name)}`;
  };
  for (const node of nodes) {
    const inputs = node.inputs.map(mention).join(' ');
    const made = node.outputs.map(mention).join(' ');
    lines.push(
      `${node.domain}:${node.operator}(${inputs}){${attributes(node)}}=${made}${node.isDetached ? '!' : ''}`,
    );
  }
  lines.push(outputs.map(mention).join(' '));
  return lines.join('\n');
}

function describe(graph: Graph, name: ValueName): string {
  const value = graph.values.get(name);
  if (value === undefined) {
    return '?';
  }
  const { role, type, shape } = value;
  const content = role.kind === 'constant' ? `=${elements(role.tensor)}` : '';
  // What makes an intermediate is said by the node, where that belongs to the structure.
  const kind = role.kind === 'input' ? 'intermediate' : role.kind;
  return `${kind}/${type}[${shape.join()}]${content}`;
}

function attributes({ attributes }: Node): string {
  return Object.keys(attributes)
    .sort()
    .map((name) => `${name}=${content(attributes[name])}`)
    .join(';');
}

function content(attribute: Attribute): string {
  return attribute.kind === 'tensor'
    ? `${attribute.value.type}[${attribute.value.shape.join()}]${elements(attribute.value)}`
    : JSON.stringify(attribute.value);
}

/** Elements of a tensor, or a digest of them where they are many: a text of millions of numbers is longer than a text can be. */
function elements({ data }: Tensor): string {
  return data.length <= writtenElements ? data.join() : `${data.length}#${digest(data)}`;
}

const writtenElements = 1024;

/** 64 bits of two multiplicative hashes over the bit patterns (FNV-1a over words of 32 bits, with two primes). */
function digest(data: Float64Array): string {
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  let first = 0x811c9dc5;
  let second = 0xcbf29ce4;
  for (const word of words) {
    first = Math.imul(first ^ word, 0x01000193);
    second = Math.imul(second ^ (word >>> 16) ^ (word << 16), 0x85ebca6b);
    second ^= second >>> 13;
  }
  return (first >>> 0).toString(16) + (second >>> 0).toString(16);
}
