import type { Contact } from '../conversations/model.ts';

/** Label and value as a customer filled them into a form; labels are whatever the merchant typed. */
export type FormField = { readonly label: string; readonly value: string };
export type FormLabels = Readonly<Record<'phone' | 'wechat' | 'name' | 'city', readonly string[]>>;

const FULL_PHONE = /^1[3-9]\d{9}$/;
const MASKED_PHONE = /^1[3-9]\d\*{4}\d{4}$/;

/** A mainland number without country code, blanks and hyphens; other texts come back trimmed. */
export function normalisePhone(raw: string): string {
  const digits = raw
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .replace(/^(\+|00)?86(?=1[3-9])/, '');
  return FULL_PHONE.test(digits) || MASKED_PHONE.test(digits) ? digits : raw.trim();
}

/**
 * A contact from values as delivered; undefined where neither phone nor WeChat id is there. `-` and empty mean absent.
 * A number with hidden digits is masked: displayable, never dialled or merged on.
 */
export function contactOf(values: {
  readonly phone?: string | undefined;
  readonly wechat?: string | undefined;
  readonly name?: string | undefined;
  readonly city?: string | undefined;
}): Contact | undefined {
  const phone = present(values.phone);
  const wechat = present(values.wechat);
  if (phone === undefined && wechat === undefined) return undefined;
  const name = present(values.name);
  const city = present(values.city);
  return {
    ...(phone === undefined ? {} : { phone: normalisePhone(phone) }),
    ...(wechat === undefined ? {} : { wechat }),
    ...(name === undefined ? {} : { name }),
    ...(city === undefined ? {} : { city }),
    masked: [phone, wechat].some((value) => value?.includes('*') ?? false),
  };
}

/** A contact from a filled-in form: fields are found by what their label contains. */
export function contactOfForm(fields: readonly FormField[], labels: FormLabels): Contact | undefined {
  const find = (words: readonly string[]) =>
    fields.find(({ label, value }) => present(value) !== undefined && words.some((word) => label.includes(word)))
      ?.value;
  return contactOf({
    phone: find(labels.phone),
    wechat: find(labels.wechat),
    name: find(labels.name),
    city: find(labels.city),
  });
}

const present = (value: string | undefined): string | undefined => {
  const trimmed = value?.trim();
  return trimmed === undefined || trimmed === '' || trimmed === '-' ? undefined : trimmed;
};
