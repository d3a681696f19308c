import { DataError } from '../batch';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  /** Line of the file in which the row begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads comma-separated values (RFC 4180: quotes around cells, doubled inside them) with a header line. Semicolons and
 * tabulators separate as well, where the header has more of them than commas. Empty lines are skipped.
 * @throws DataError where the text is not UTF-8, a quote is not closed, a row has more or fewer cells than the header, or
 * there is no row.
 */
export function readTable(bytes: Uint8Array, file: string): Table {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DataError(`The table '${file}' is not in UTF-8; save it in that encoding.`);
  }
  const rows = splitRows(text, separatorOf(text), file);
  const header = rows.shift();
  if (header === undefined || rows.length === 0) {
    throw new DataError(`The table '${file}' has no rows below a header line; add some.`);
  }
  const columns = header.cells.map((cell) => cell.trim());
  const ragged = rows.find(({ cells }) => cells.length !== columns.length);
  if (ragged !== undefined) {
    throw new DataError(
      `The table '${file}' has ${ragged.cells.length} cells in line ${ragged.line} but ${columns.length} columns in its header.`,
    );
  }
  return { columns, rows };
}

function separatorOf(text: string): string {
  const end = text.search(/[\r\n]/);
  const header = text.slice(0, end < 0 ? text.length : end);
  const count = (separator: string) => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best));
}

function splitRows(text: string, separator: string, file: string): TableRow[] {
  const rows: TableRow[] = [];
  let line = 1;
  let place = 0;
  while (place < text.length) {
    const first = line;
    const cells: string[] = [];
    for (;;) {
      const cell = text[place] === '"' ? quotedCell(text, place) : plainCell(text, place, separator);
      if (cell === undefined) {
        throw new DataError(`The table '${file}' opens a quote in line ${line} that is not closed.`);
      }
      line += cell.lines;
      cells.push(cell.text);
      place = cell.end;
      if (text[place] !== separator) {
        break;
      }
      place++;
    }
    if (place < text.length && text[place] !== '\n' && text[place] !== '\r') {
      throw new DataError(`The table '${file}' has text after a closing quote in line ${line}.`);
    }
    place += text.startsWith('\r\n', place) ? 2 : 1;
    line++;
    if (cells.length > 1 || cells[0].trim() !== '') {
      rows.push({ line: first, cells });
    }
  }
  return rows;
}

interface Cell {
  readonly text: string;
  /** Place after the cell. */
  readonly end: number;
  /** Line breaks inside it. */
  readonly lines: number;
}

function plainCell(text: string, start: number, separator: string): Cell {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') {
    end++;
  }
  return { text: text.slice(start, end), end, lines: 0 };
}

function quotedCell(text: string, start: number): Cell | undefined {
  let content = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) {
      return undefined;
    }
    content += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      return { text: content, end: quote + 1, lines: content.split('\n').length - 1 };
    }
    content += '"';
    from = quote + 2;
  }
}
