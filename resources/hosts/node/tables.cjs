'use strict';
// The tables of App Connect whose rows its server hands to interfaces (runtime.md sections 2, 7 and 8): columns by
// their type, in the order of App Connect's models, and how cells are stored.

const STAMPS = { createdAt: 'date', updatedAt: 'date' };

const TABLES = {
  users: {
    key: ['id'],
    columns: {
      id: 'text', rcAccountId: 'text', hostname: 'text', timezoneName: 'text', timezoneOffset: 'text', platform: 'text',
      accessToken: 'text', refreshToken: 'text', tokenExpiry: 'date', platformAdditionalInfo: 'json',
      hashedRcExtensionId: 'text', userSettings: 'json', ...STAMPS,
    },
  },
  callLogs: {
    key: ['id', 'sessionId', 'extensionNumber', 'hashedExtensionId'],
    columns: {
      id: 'text', sessionId: 'text', extensionNumber: 'text', hashedExtensionId: 'text', platform: 'text',
      thirdPartyLogId: 'text', userId: 'text', contactId: 'text', ...STAMPS,
    },
  },
  messageLogs: {
    key: ['id'],
    columns: {
      id: 'text', platform: 'text', conversationId: 'text', conversationLogId: 'text', thirdPartyLogId: 'text',
      userId: 'text', ...STAMPS,
    },
  },
};

/** A cell as a row shows it. */
function fromCell(type, cell) {
  return type === 'json' && cell !== null ? JSON.parse(cell) : fromWire(type, cell);
}

/** A value as a row shows it, where it came with a call. */
function fromWire(type, value) {
  if (value === undefined || value === null) return null;
  return type === 'date' ? new Date(value) : value;
}

/** A value as Sequelize binds it for SQLite. */
function toCell(type, value) {
  if (value === undefined || value === null) return null;
  if (type === 'json') return JSON.stringify(value);
  return value instanceof Date ? cellOfDate(value) : value;
}

function cellOfDate(date) {
  return Number.isNaN(date.getTime()) ? 'Invalid date' : date.toISOString().replace('T', ' ').replace('Z', ' +00:00');
}

module.exports = { TABLES, fromCell, fromWire, toCell };
