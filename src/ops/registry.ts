import { GraphBuilder, type InferTypes } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { operators } from './operators';
import { type Operator, ShapeError } from './operator';

const byName = new Map<string, Operator>(
  operators.map((operator) => [key(operator.name, operator.domain), operator]),
);

function key(name: string, domain = ''): string {
  return domain === '' ? name : `${domain}:${name}`;
}

/** The record of an operator; undefined where Skipline does not know it. */
export function findOperator(name: string, domain = ''): Operator | undefined {
  return byName.get(key(name, domain));
}

/** @throws ShapeError where the operator is unknown. */
export function operatorOf(node: { readonly operator: string; readonly domain?: string }): Operator {
  const operator = findOperator(node.operator, node.domain);
  if (operator === undefined) {
    throw new ShapeError(`Skipline does not know the operator ${key(node.operator, node.domain)}.`);
  }
  return operator;
}

/** Types by the operators' records. */
export const inferTypes: InferTypes = (request) => operatorOf(request).infer(request);

/** A builder for a new graph, or one that continues `graph`. */
export function createBuilder(graph?: Graph): GraphBuilder {
  return graph === undefined ? new GraphBuilder(inferTypes) : GraphBuilder.from(graph, inferTypes);
}
