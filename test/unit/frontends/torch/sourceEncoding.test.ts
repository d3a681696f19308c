import { describe, expect, it } from 'vitest';
import { decodeSource } from '../../../../src/frontends/torch/sourceEncoding';

/** Bytes of a text whose characters are all below U+0100. */
const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('the text of a Python file', () => {
  it('is UTF-8, without a byte order mark', () => {
    expect(decodeSource(Buffer.from('\uFEFFgröße = 1\n'))).toBe('größe = 1\n');
  });

  it.each([
    ['in the first line', '# -*- coding: latin-1 -*-\ngröße = 1\n'],
    [
      'in the second, below a comment',
      '#!/usr/bin/env python\n# vim: set fileencoding=ISO_8859_1 :\ngröße = 1\n',
    ],
    ['in the second, below an empty one', '\r\n#coding=cp1252\r\ngröße = 1\n'],
  ])('is in the encoding that a comment declares, %s', (_, text) => {
    expect(decodeSource(latin1(text))).toBe(text);
  });

  it('may be in an encoding of several bytes', () => {
    const bytes = Buffer.concat([Buffer.from('# coding: cp936\n# '), Buffer.from([0xb2, 0xd0, 0xb2, 0xee])]);
    expect(decodeSource(bytes)).toBe('# coding: cp936\n# 残差');
  });

  it.each([
    ['below code', 'x = 1\n# coding: latin-1\ny = "ö"\n'],
    ['in the third line', '\n\n# coding: latin-1\ny = "ö"\n'],
    ['in a text', 's = "coding: latin-1 ö"\n'],
  ])('is UTF-8 where the words stand %s', (_, text) => {
    expect(decodeSource(Buffer.from(text))).toBe(text);
    expect(decodeSource(latin1(text))).toContain('\uFFFD');
  });

  it('is read as UTF-8 where the encoding is unknown', () => {
    expect(decodeSource(Buffer.from('# coding: klingon\n"ö"\n'))).toBe('# coding: klingon\n"ö"\n');
  });
});
