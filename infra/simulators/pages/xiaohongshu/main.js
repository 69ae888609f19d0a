import { startApp } from '/pages/shared/app.js';

const room = `${location.origin}/pages/shared/room.svg`;

startApp({
  platform: 'xiaohongshu',
  title: '小红书私信',
  gifts: [
    {
      label: '评论',
      path: 'intent-comment',
      body: () => {
        const text = prompt('在笔记下评论')?.trim();
        return text ? { text } : undefined;
      },
      said: '已评论',
    },
  ],
  extras: [
    { label: '图片', body: { kind: 'image', url: room } },
    { label: '视频', body: { kind: 'video', url: room } },
    { label: '动图', body: { kind: 'gif', url: room } },
    {
      label: '网页',
      body: {
        kind: 'card',
        card: 'web-page',
        cardId: '',
        title: '89平三居户型图',
        link: 'https://example.com/house-plan',
      },
    },
    {
      label: '笔记',
      body: { kind: 'card', card: 'note', cardId: '66a1b2c3000000001e03f5d7', title: '89平三居改造，一个月搬进新家' },
    },
    { label: '其他', body: { kind: 'other' } },
  ],
});
