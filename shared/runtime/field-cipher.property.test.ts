import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFieldCipher, type FieldPlace } from './field-cipher.ts';

/** Data keys as KMS would keep them: a sealed key opens for its tenant alone. */
function setUp() {
  const stored = new Map<string, Uint8Array>();
  return createFieldCipher({
    dataKeys: {
      generate: async (tenantId) => Buffer.from(`${tenantId}|${tenantId.padEnd(32, 'k')}`),
      open: async (tenantId, sealed) => {
        const [owner = '', key = ''] = Buffer.from(sealed).toString().split('|');
        if (owner !== tenantId) throw new Error('InvalidCiphertextException');
        return Buffer.from(key.slice(0, 32));
      },
    },
    keys: {
      load: async (tenantId) => stored.get(tenantId),
      putIfAbsent: async (tenantId, sealed) => {
        stored.set(tenantId, stored.get(tenantId) ?? sealed);
        return stored.get(tenantId) ?? sealed;
      },
    },
  });
}

// Few names on purpose: places must often differ in one part only.
const part = fc.constantFrom('a', 'b', 'a b', '["a"', '');
const place = fc.record({ tenantId: fc.constantFrom('t1', 't2'), recordId: part, field: part });
const isSame = (a: FieldPlace, b: FieldPlace): boolean =>
  a.tenantId === b.tenantId && a.recordId === b.recordId && a.field === b.field;

test('SEC12: a ciphertext opens where it was made and nowhere else', async () => {
  await fc.assert(
    fc.asyncProperty(place, place, fc.string({ unit: 'grapheme' }), async (made, opened, text) => {
      const cipher = setUp();
      const outcome = await cipher.open(opened, await cipher.seal(made, text)).catch(() => undefined);
      expect(outcome).toBe(isSame(made, opened) ? text : undefined);
    }),
    { numRuns: 500 },
  );
});

test('SEC12: one flipped bit anywhere is refused, and the plain text stands nowhere in it', async () => {
  const cipher = setUp();
  const at = { tenantId: 't1', recordId: 'c1', field: 'contact.phone' };
  const sealed = Buffer.from(await cipher.seal(at, '13857130426'), 'base64');
  expect(sealed.includes('13857130426')).toBe(false);
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    await expect(cipher.open(at, changed.toString('base64'))).rejects.toThrow();
  }
});

test('SEC12: the same text sealed twice is not the same, so equal numbers do not show', async () => {
  const cipher = setUp();
  const at = { tenantId: 't1', recordId: 'c1', field: 'contact.phone' };
  expect(await cipher.seal(at, '13857130426')).not.toBe(await cipher.seal(at, '13857130426'));
});

test('SEC13: a number is found again in its tenant, differs between tenants, and tells nothing without the key', async () => {
  const cipher = setUp();
  const index = await cipher.blindIndex('t1', '13857130426');
  expect(await cipher.blindIndex('t1', '13857130426')).toBe(index);
  expect(await cipher.blindIndex('t1', '13857130427')).not.toBe(index);
  expect(await cipher.blindIndex('t2', '13857130426')).not.toBe(index);
  expect(index).toMatch(/^[0-9A-Za-z_-]{43}$/);
  expect(index).not.toContain('138');
});
