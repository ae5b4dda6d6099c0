// Fault: The adapter logs in by OAuth and does not export getOauthInfo.
'use strict';

const {getOauthInfo, ...rest} = require('../base.js');

module.exports = {...rest};
