import { testEvent } from 'comment-push/testing';
import { chat } from './chat.ts';
import { order } from './order.ts';
import { shipped } from './shipped.ts';

testEvent(chat, {
  'a message in a chat that Dana has muted': {
    params: { chatId: 'tea', messageId: '1' },
    data: { from: 'joon', text: 'Tea at four?' },
    documents: {
      'chats/tea': { members: ['mina', 'joon', 'dana'], mutedBy: ['dana'] },
      'members/joon': { nickname: 'J.' },
    },
    hears: { mina: 'chat', dana: 'mutedChat' },
  },
});

testEvent(shipped, {
  'an order that is shipped': {
    params: { orderId: 'o' },
    before: { buyer: 'joon', status: 'paid' },
    data: { buyer: 'joon', status: 'shipped', carrier: 'Swift Parcels' },
    hears: { joon: 'shipped' },
  },
  'an order that is paid': {
    params: { orderId: 'o' },
    before: { buyer: 'joon' },
    data: { buyer: 'joon', status: 'paid' },
    hears: {},
  },
});

testEvent(order, {
  'an order': {
    params: { orderId: 'o' },
    data: { buyer: 'joon', seller: 'mina', cups: 2 },
    hears: { mina: 'order' },
  },
  'an order from nobody': { params: { orderId: 'o' }, data: { buyer: 'joon' }, hears: {} },
});
