import { TextDecoder } from 'node:util';

/** The declaration of PEP 263, which must stand in a comment of the first or second line. */
const declaration = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;

/** Names that Python has for encodings that the web calls otherwise. */
const webNames: Readonly<Record<string, string>> = {
  'latin-1': 'latin1',
  'iso-latin-1': 'latin1',
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
};

/**
 * The text of a Python file, in UTF-8 unless its first two lines declare another encoding (PEP 263), without a byte
 * order mark. Bytes that are no text in it become U+FFFD, and so does everything in an encoding that is unknown here.
 */
export function decodeSource(bytes: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 400)).split(/\r\n|\r|\n/, 2);
  const isCommentOrBlank = /^[ \t\f]*(?:#|$)/.test(head[0]);
  const [, declared] =
    declaration.exec(head[0]) ?? (isCommentOrBlank ? (declaration.exec(head[1] ?? '') ?? []) : []);
  return decoderOf(declared).decode(bytes);
}

function decoderOf(declared: string | undefined): TextDecoder {
  if (declared !== undefined) {
    const name = declared.toLowerCase().replaceAll('_', '-');
    try {
      return new TextDecoder(webNames[name] ?? name);
    } catch {
      // The parser will complain of what it cannot read.
    }
  }
  return new TextDecoder();
}
