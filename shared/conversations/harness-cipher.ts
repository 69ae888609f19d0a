import type { FieldCipher, FieldPlace } from '../runtime/field-cipher.ts';
import { fingerprint } from './rules-fingerprint.ts';

/** Opens what it sealed for the same place, and only there. */
export function createPlainCipher(): FieldCipher {
  const sealed = new Map<string, string>();
  const nameOf = (place: FieldPlace, at: number): string => `${JSON.stringify(place)}@${at}`;
  return {
    seal: async (place, text) => {
      const name = nameOf(place, sealed.size);
      sealed.set(name, text);
      return name;
    },
    open: async (place, name) => {
      const text = sealed.get(name);
      if (text === undefined || !name.startsWith(`${JSON.stringify(place)}@`))
        throw new Error('sealed for another place');
      return text;
    },
    blindIndex: async (tenantId, value) => `index:${tenantId}:${fingerprint(value)}`,
  };
}
