import type { User } from './types';

const { call, notice } = require('./api');

const PLATFORM = 'harbor';
const AUTH = 'https://auth.harborcrm.test/oauth';

/** "oauth" means that authHeader is Bearer plus the stored access token, which App Connect renews when it is due. */
function getAuthType() {
    return 'oauth';
}

/** How App Connect exchanges the code and renews tokens. Secrets come from the environment, never from the manifest. */
async function getOauthInfo() {
    return {
        clientId: process.env.HARBOR_CLIENT_ID || 'harbor-demo-app',
        clientSecret: process.env.HARBOR_CLIENT_SECRET || 'harbor-demo-app-secret',
        accessTokenUri: `${AUTH}/token`,
        // Its path has to be that of the manifest's redirectUri.
        redirectUri: process.env.HARBOR_REDIRECT_URI || 'http://127.0.0.1:8712/callback',
    };
}

/** Called once at login. The id becomes the key of the stored user, so the platform's name is part of it. */
async function getUserInfo({ authHeader }: { authHeader: string }) {
    try {
        const { data: me } = await call('GET', '/users/me', authHeader);
        return {
            successful: true,
            platformUserInfo: {
                id: `${me.id}-${PLATFORM}`,
                name: me.name,
                timezoneName: me.timezone_name,
                // Decides how dates in composed logs read; "-08:00" and minutes both work.
                timezoneOffset: me.timezone_offset,
                platformAdditionalInfo: { email: me.email, role: me.role },
            },
            returnMessage: notice(`Connected to Harbor CRM as ${me.name}.`),
        };
    } catch (error: any) {
        if (error.response?.status !== 401 && error.response?.status !== 403) {
            throw error;
        }
        return {
            successful: false,
            returnMessage: notice('Harbor CRM did not let App Connect read your profile. Try to connect again.', 'warning'),
        };
    }
}

/** Says whether the stored token still works. */
async function authValidation({ user }: { user: User }) {
    try {
        await call('GET', '/users/me', `Bearer ${user.accessToken}`);
        return { successful: true, status: 200 };
    } catch (error: any) {
        return {
            successful: false,
            status: error.response?.status ?? 0,
            returnMessage: notice('Your Harbor CRM session has ended. Connect again.', 'warning'),
        };
    }
}

/** Brings the stored user up to date. */
async function refreshUserInfo({ user, authHeader }: { user: User; authHeader: string }) {
    const { data: me } = await call('GET', '/users/me', authHeader);
    await user.update({
        timezoneName: me.timezone_name,
        timezoneOffset: me.timezone_offset,
        // A JSON column is only stored when another object is assigned; changing the old one in place is lost.
        platformAdditionalInfo: { ...user.platformAdditionalInfo, email: me.email, role: me.role },
    });
    return { successful: true, returnMessage: notice('Your Harbor profile is up to date.') };
}

/** Revokes the grant at the CRM, then blanks the tokens: App Connect clears nothing by itself. */
async function unAuthorize({ user }: { user: User }) {
    const { clientId, clientSecret } = await getOauthInfo();
    await fetch(`${AUTH}/revoke`, {
        method: 'POST',
        headers: {
            Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
            'Content-Type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ token: user.refreshToken || user.accessToken }).toString(),
    });
    user.accessToken = '';
    user.refreshToken = '';
    await user.save();
    return { returnMessage: notice('Logged out of Harbor CRM.') };
}

/** Shown in the user's settings; the description may hold [text](address) links. */
async function getLicenseStatus({ user }: { user: User }) {
    const { data: license } = await call('GET', '/license', `Bearer ${user.accessToken}`);
    return {
        isLicenseValid: license.valid,
        licenseStatus: license.plan,
        licenseStatusDescription: license.description,
    };
}

/** Lets an administrator match RingCentral extensions to CRM users, first by e-mail, then by name. */
async function getUserList({ authHeader }: { authHeader: string }) {
    const { data: users } = await call('GET', '/users', authHeader, { query: { limit: 200 } });
    return users.map((user: { id: number; name: string; email: string }) => ({
        id: String(user.id),
        name: user.name,
        email: user.email,
    }));
}

exports.getAuthType = getAuthType;
exports.getOauthInfo = getOauthInfo;
exports.getUserInfo = getUserInfo;
exports.authValidation = authValidation;
exports.refreshUserInfo = refreshUserInfo;
exports.unAuthorize = unAuthorize;
exports.getLicenseStatus = getLicenseStatus;
exports.getUserList = getUserList;
export {};
