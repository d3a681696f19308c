import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { header, useTracer } from '../../../support/tracing';

const { trace } = useTracer();

/** Written by test/parity/einxPatterns.py with einx itself. */
const golden = fs.readFileSync(path.resolve(import.meta.dirname, '../../../parity/golden/einx.json'), 'utf8');

/** `tensor` as in test/parity/einxPatterns.py. */
const comparison = `${header}
import einx, json
def tensor(name, place, shape):
    if not isinstance(shape, list):
        return shape
    counted = torch.arange(torch.Size(shape).numel()).reshape(shape)
    if name == 'get_at' and place == 1:
        return counted % 7
    if name == 'logical_and' or (name == 'where' and place == 0):
        return counted % 2 == 0
    return counted + 1.0 if name == 'divide' else counted.double()
count = 0
for case in json.loads(${JSON.stringify(JSON.stringify(JSON.parse(golden)))}):
    tensors = [tensor(case['name'], place, shape) for place, shape in enumerate(case['shapes'])]
    try:
        result = getattr(einx, case['name'])(case['pattern'], *tensors, **case['lengths'])
        found = {'shape': list(result.shape), 'elements': result.double().flatten().tolist()}
    except (ValueError, RuntimeError) as error:
        found = 'refused'
    wanted = case['value']
    same = found == wanted if 'refused' in (found, wanted) else found['shape'] == wanted['shape'] and all(
        abs(a - b) < 1e-6 for a, b in zip(found['elements'], wanted['elements'], strict=True))
    assert same, f'{case} gives {found}'
    count += 1
class Net(nn.Module):
    def forward(self, x):
        assert count == ${(JSON.parse(golden) as unknown[]).length}
        return einx.add('b n, n', x, torch.ones(4))
`;

describe('the stand-in of einx', () => {
  it('gives what einx gives', async () => {
    const { diagnostics, trace: traced } = await trace(comparison, {
      inputs: [{ type: 'float32', shape: [1, 4] }],
    });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(traced!.complete).toBe(true);
  });
});
