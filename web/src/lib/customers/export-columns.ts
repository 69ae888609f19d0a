import type { ExportColumn } from '../contracts.ts';
import { m } from '../paraglide/messages.js';

const NAMES: Readonly<Record<ExportColumn, () => string>> = {
  name: m.customer,
  platform: m.platform,
  account: m.account,
  phone: m.phone,
  wechat: m.wechat,
  contactName: m.contact_name,
  city: m.city,
  tags: m.tags,
  stage: m.stage,
  assignee: m.assignee,
  remark: m.remark,
  channel: m.source,
  adName: m.ad,
  adId: m.ad_id,
  creativeId: m.creative_id,
  videoId: m.video_id,
  firstSeen: m.column_first_seen,
  lastActivity: m.column_last_activity,
  spoke: m.activity_spoke,
};

export const exportColumnName = (column: ExportColumn): string => NAMES[column]();
