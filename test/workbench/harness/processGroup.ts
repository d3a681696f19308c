import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

interface Running {
  readonly id: number;
  readonly group: number;
  readonly command: string;
}

/** Ids of the processes of a group whose command line contains `text`. */
export function processesOf(group: number, text: string): number[] {
  const running = existsSync('/proc/self/stat') ? listedByLinux() : listedByPs();
  return running.filter((each) => each.group === group && each.command.includes(text)).map(({ id }) => id);
}

/** Without `ps`, which small containers lack. */
function listedByLinux(): Running[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
        // After the name, which may contain anything: state, parent, group.
        const [, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ id: Number(id), group: Number(group), command }];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}

function listedByPs(): Running[] {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,pgid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match ? [{ id: Number(match[1]), group: Number(match[2]), command: match[3] }] : [];
  });
}
