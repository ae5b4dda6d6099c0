// Fault: postSaveUserInfo returned nothing.
'use strict';

const base = require('../base.js');

async function postSaveUserInfo() {}

module.exports = {...base, postSaveUserInfo};
