import { startApp } from '/pages/shared/app.js';

startApp({
  platform: 'douyin',
  title: '抖音私信',
  gifts: [{ label: '允许主动私信', path: 'consent', body: () => ({ given: true }), said: '已允许，30 天内有效' }],
  // What the platform delivers without an address is sent without one, as on the phone.
  extras: [
    { label: '图片', body: { kind: 'image' } },
    {
      label: '视频',
      body: { kind: 'video', itemId: '@0eadsltaZHu1JgnJadP8qfC30Zl5bDeLkpIrCMaIim3MyoglLEkVTpPs4RbmOQJ8' },
    },
    { label: '动图', body: { kind: 'gif', url: `${location.origin}/pages/shared/room.svg` } },
    { label: '链接', body: { kind: 'text', text: 'https://example.com/house-plan' } },
    { label: '其他', body: { kind: 'other' } },
  ],
});
