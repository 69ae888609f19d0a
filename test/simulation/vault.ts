import type { FieldCipher, FieldPlace } from '../../shared/runtime/field-cipher.ts';
import { hash32 } from './random.ts';

/** Encryption whose ciphertexts are mere names: what is sealed is nowhere in the table's bytes, and opens in its place alone. */
export function createVault(): FieldCipher & { readonly reveal: (name: string) => string } {
  const sealed = new Map<string, { readonly place: string; readonly text: string }>();
  const nameOf = ({ tenantId, recordId, field }: FieldPlace): string => `${tenantId}|${recordId}|${field}`;
  return {
    reveal: (name) => sealed.get(name)?.text ?? '',
    seal: async (place, text) => {
      const name = `sealed-${sealed.size}`;
      sealed.set(name, { place: nameOf(place), text });
      return name;
    },
    open: async (place, name) => {
      const found = sealed.get(name);
      if (found?.place !== nameOf(place)) throw new Error('sealed for another place');
      return found.text;
    },
    blindIndex: async (tenantId, value) => `index-${tenantId}-${hash32(value).toString(36)}`,
  };
}
