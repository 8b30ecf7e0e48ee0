import { type EventDefinition, needs } from 'comment-push/events';

/** When an order is marked as shipped, its buyer gets one push, whatever is edited later. */
export const shipped: EventDefinition = {
  name: 'shipped',
  document: 'orders/{orderId}',
  happened: (before, after) =>
    before.status !== 'shipped' && after.status === 'shipped' ? 'shipped' : undefined,
  reasons: { shipped: { setting: 'orders' } },
  texts: {
    en: { 'title.shipped': 'Your order is on its way' },
    ko: { 'title.shipped': '주문하신 상품이 발송되었습니다' },
  },
  read: ({ orderId = '' }, { buyer, carrier }) =>
    typeof buyer !== 'string'
      ? { skip: 'no buyer' }
      : needs({}, () => ({
          audience: [[buyer, 'shipped']],
          thread: { id: orderId },
          body: typeof carrier === 'string' ? carrier : '',
          data: { orderId },
        })),
};
