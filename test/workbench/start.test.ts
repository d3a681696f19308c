import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { root } from '../setup/processes.mjs';

const START = path.join(root, 'test/setup/start.mjs');
const environment = { ...process.env, SKIPLINE_DESKTOP: '0', PORT: '' };

describe('npm start', () => {
  it('prints an address that can be visited, and leaves nothing behind after Ctrl-C', async () => {
    const temporary = mkdtempSync(path.join(tmpdir(), 'skipline-start-'));
    const child = spawn(process.execPath, [START], {
      env: { ...environment, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    try {
      let address = '';
      for await (const line of createInterface(child.stdout)) {
        const match = /^Skipline is open at (http:\/\/localhost:\d+\/\S+)$/.exec(line);
        if (match) {
          address = match[1];
          break;
        }
      }
      expect(address).toContain('resnet20.py');
      expect((await fetch(address)).status).toBe(200);
      child.kill('SIGINT');
      expect(await ended).toEqual([0, null]);
      await expect(fetch(address)).rejects.toThrow();
      expect(readdirSync(temporary)).toEqual([]);
    } finally {
      // Not SIGKILL, after which the server would live on.
      child.kill('SIGINT');
      await ended;
      rmSync(temporary, { recursive: true, force: true });
    }
  });

  it('says in one sentence that a file does not exist', async () => {
    const child = spawn(process.execPath, [START, 'absent.py'], { env: environment });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(said.trim()).toMatch(/^There is no file .*absent\.py\.$/);
  });
});
