import { type EventDefinition, needs } from 'comment-push/events';

/** An event of the app's own, in its wrapper of the kit: the seller gets a push for an order. */
export const order: EventDefinition = {
  name: 'order',
  document: 'orders/{orderId}',
  reasons: { order: { setting: 'orders', inQuietHours: 'aloud' } },
  texts: {
    en: { 'title.order': '{name} ordered {count, plural, one {# cup} other {# cups}}' },
    ko: { 'title.order': '{name}님이 {count}잔을 주문했습니다' },
  },
  read: ({ orderId = '' }, { buyer, seller, cups }) =>
    typeof buyer !== 'string' || typeof seller !== 'string'
      ? { skip: 'no buyer or no seller' }
      : needs({}, () => ({
          authorId: buyer,
          audience: [[seller, 'order']],
          thread: { id: orderId },
          body: '',
          data: { orderId },
          values: { count: Number(cups) },
        })),
};
