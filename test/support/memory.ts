import fs from 'node:fs';

/** Megabytes of memory that a process holds now, and the most that it ever held. Linux only. */
export function memoryOf(process: number): { readonly now: number; readonly peak: number } {
  const status = fs.readFileSync(`/proc/${process}/status`, 'utf8');
  const megabytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)![1]) / 1024;
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}
