import type { MaterialKind } from '../contracts.ts';
import { m } from '../paraglide/messages.js';

const NAMES: Readonly<Record<MaterialKind, () => string>> = {
  text: m.kind_text,
  image: m.kind_image,
  video: m.kind_video,
  combined: m.kind_combined,
};

export const kindName = (kind: MaterialKind): string => NAMES[kind]();
