import { expect, it } from 'vitest';
import { reasonIn } from '../../../src/protocol/errorOutput';

it.each([
  ['', ''],
  ['Illegal instruction\n', ' (Illegal instruction)'],
  [
    "Error: Cannot find module 'x'\n    at load (loader:1)\n\nNode.js v20.20.2\n",
    " (Error: Cannot find module 'x')",
  ],
  ['FATAL ERROR: out of memory\r\n 1: 0xb09c10 node::Abort()\r\n', ' (FATAL ERROR: out of memory)'],
])('finds in %j the reason%s', (output, reason) => expect(reasonIn(output)).toBe(reason));
