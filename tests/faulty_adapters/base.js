// A correct adapter without a CRM: canned answers, and a user that is really saved.
'use strict';

function getAuthType() {
  return 'oauth';
}

async function getOauthInfo() {
  return {
    clientId: 'acme-client',
    clientSecret: 'acme-secret',
    accessTokenUri: 'https://acme.example.test/token',
    redirectUri: 'https://app.example.test/callback',
  };
}

function getBasicAuth() {
  return 'a2V5Og==';
}

async function getUserInfo() {
  return {
    successful: true,
    platformUserInfo: {
      id: '4711-acme',
      name: 'Priya Anand',
      timezoneName: 'America/New_York',
      timezoneOffset: '-05:00',
      platformAdditionalInfo: {team: 'North'},
    },
    returnMessage: {message: 'Done', messageType: 'success', ttl: 2000},
  };
}

async function refreshUserInfo() {
  return {successful: true, returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

async function unAuthorize({user}) {
  user.accessToken = '';
  user.refreshToken = '';
  await user.save();
  return {returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

async function findContact() {
  return {
    successful: true,
    matchedContactInfo: [
      {
        id: 'C-1',
        name: 'Dana Whitfield',
        phone: '+12025550144',
        type: 'Contact',
        createdDate: '2025-06-17T09:30:00Z',
      },
      {id: 'createNewContact', name: 'Create new contact...', isNewContact: true},
    ],
  };
}

async function findContactWithName() {
  return {
    successful: true,
    matchedContactInfo: [
      {
        id: 'C-1',
        name: 'Dana Whitfield',
        phone: '+12025550144',
        type: 'Contact',
        createdDate: '2025-06-17T09:30:00Z',
      },
    ],
  };
}

async function createContact() {
  return {
    contactInfo: {id: 'C-2', name: 'Noa Ferrer'},
    returnMessage: {message: 'Done', messageType: 'success', ttl: 2000},
  };
}

async function createCallLog() {
  return {logId: 'L-1', returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

async function updateCallLog() {
  return {
    updatedNote: 'Asked for prices.',
    returnMessage: {message: 'Done', messageType: 'success', ttl: 2000},
  };
}

async function getCallLog() {
  return {
    callLogInfo: {
      subject: 'Call with Dana Whitfield',
      note: 'Asked for prices.',
      fullBody: '- Note: Asked for prices.',
      fullLogResponse: {id: 'L-1'},
    },
  };
}

function getLogFormatType() {
  return 'text/html';
}

async function upsertCallDisposition() {
  return {logId: 'L-1', returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

async function createMessageLog() {
  return {logId: 'M-1', returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

async function updateMessageLog() {
  return {returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

async function getUserList() {
  return [{id: '7', name: 'Priya Anand', email: 'priya@example.test'}];
}

async function getLicenseStatus() {
  return {isLicenseValid: true, licenseStatus: 'Active', licenseStatusDescription: ''};
}

async function getManagedAuthOptions() {
  return [{value: 'north', label: 'North'}];
}

async function getServerLoggingSettings() {
  return {apiUsername: 'acme'};
}

async function updateServerLoggingSettings() {
  return {successful: true, returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

async function authValidation() {
  return {
    successful: true,
    returnMessage: {message: 'Done', messageType: 'success', ttl: 2000},
    status: 200,
  };
}

async function checkAndRefreshAccessToken(oauthApp, user) {
  return user;
}

function getOverridingOAuthOption() {
  return {headers: {Authorization: ''}, body: {audience: 'acme'}};
}

async function postSaveUserInfo() {
  return {id: '4711-acme', name: 'Priya Anand'};
}

async function onUpdateUserSettings() {
  return {successful: true};
}

async function listAppointments() {
  return {
    successful: true,
    appointments: [
      {
        id: 'A-1',
        title: 'Call back',
        startTimeUtc: '2025-06-18T09:30:00Z',
        durationMinutes: 30,
      },
    ],
  };
}

async function createAppointment() {
  return {
    successful: true,
    appointmentId: 'A-1',
    appointment: {
      id: 'A-1',
      title: 'Call back',
      startTimeUtc: '2025-06-18T09:30:00Z',
      durationMinutes: 30,
    },
  };
}

async function updateAppointment() {
  return {
    successful: true,
    appointment: {
      id: 'A-1',
      title: 'Call back',
      startTimeUtc: '2025-06-18T09:30:00Z',
      durationMinutes: 30,
    },
  };
}

async function refreshAppointment() {
  return {
    successful: true,
    appointment: {
      id: 'A-1',
      title: 'Call back',
      startTimeUtc: '2025-06-18T09:30:00Z',
      durationMinutes: 30,
    },
  };
}

async function confirmAppointment() {
  return {
    successful: true,
    appointment: {
      id: 'A-1',
      title: 'Call back',
      startTimeUtc: '2025-06-18T09:30:00Z',
      durationMinutes: 30,
    },
  };
}

async function cancelAppointment() {
  return {successful: true, returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {
  getAuthType,
  getOauthInfo,
  getBasicAuth,
  getUserInfo,
  refreshUserInfo,
  unAuthorize,
  findContact,
  findContactWithName,
  createContact,
  createCallLog,
  updateCallLog,
  getCallLog,
  getLogFormatType,
  upsertCallDisposition,
  createMessageLog,
  updateMessageLog,
  getUserList,
  getLicenseStatus,
  getManagedAuthOptions,
  getServerLoggingSettings,
  updateServerLoggingSettings,
  authValidation,
  checkAndRefreshAccessToken,
  getOverridingOAuthOption,
  postSaveUserInfo,
  onUpdateUserSettings,
  listAppointments,
  createAppointment,
  updateAppointment,
  refreshAppointment,
  confirmAppointment,
  cancelAppointment,
};
