// Fault: The adapter exports an interface that App Connect precedes by getOauthInfo, but not getOauthInfo.
'use strict';

const {getOauthInfo, updateServerLoggingSettings, ...rest} = require('../base.js');

function getAuthType() {
  return 'apiKey';
}

module.exports = {...rest, getAuthType};
