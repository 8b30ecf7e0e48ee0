/** Of a project that exists nowhere. */
export const CONFIGURATION = {
  projectId: 'demo-comment-push',
  apiKey: 'demo',
  appId: '1:1234567890:web:sdk-app',
  messagingSenderId: '1234567890',
};

/** A public key whose private part nobody has. */
export const VAPID_KEY =
  'BNgiBLT4AQJHQ5IsCSvywqhAQ1F1N9nr6z3nvYDM80FSRArdQeiSoPrFW5aUZyqm8f_hU0NokEjF0Npijt_11Y4';
