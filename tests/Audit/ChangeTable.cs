using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Audit;

/// <summary>Every route that is not a GET, by its name: what it leaves in the audit trail, or why it leaves nothing.</summary>
internal static class ChangeTable
{
    private static readonly object Evidence = new { at = "2026-01-05T10:00:00-06:00", source = "desk", wording = "yes" };

    /// <summary>Make a change, and say the action that must stand in the trail with what was and what is.</summary>
    public static readonly Dictionary<string, (string Action, Func<ChangeStage, Task<Answer>> Change)> Lines =
        new(StringComparer.Ordinal)
        {
            ["SavePractice"] = ("practice.saved", s => s.PutAsync(s.Path, Samples.Practice(), "*")),
            ["SaveLogo"] = ("practice.logoSaved", s => s.PutLogoAsync()),
            ["RemoveLogo"] = ("practice.logoRemoved", s => s.RemoveLogoAsync()),
            ["PausePractice"] = ("practice.paused", s => s.PutAsync($"{s.Path}/pause", new { })),
            ["ResumePractice"] = ("practice.resumed", s => ThenAsync(
                s.PutAsync($"{s.Path}/pause", new { }), () => s.DeleteAsync($"{s.Path}/pause"))),
            ["CreateTemplate"] = ("template.created", s => s.PostAsync($"{s.Path}/templates", Samples.TextTemplate())),
            ["SaveTemplate"] = ("template.saved", s => s.PutAsync(s.Template, Samples.EmailTemplate(), "*")),
            ["DeleteTemplate"] = ("template.deleted", async s =>
                await s.DeleteAsync((await s.PostAsync($"{s.Path}/templates", Samples.TextTemplate())).Location!)),
            ["CreateProfile"] = ("profile.created", s => s.PostAsync(
                $"{s.Path}/profiles", Samples.Profile($"{s.Practice.Template.Id}", "Another"))),
            ["SaveProfile"] = ("profile.saved", SaveProfileAsync),
            ["ProofProfile"] = ("profile.proofed", s => ThenAsync(SaveProfileAsync(s), () => s.PostAsync($"{s.Profile}/proof"))),
            ["ApproveProfile"] = ("profile.approved", ApproveAsync),
            ["ReplanProfile"] = ("profile.replanned", s => ThenAsync(
                s.PlannedAsync(), () => ApproveAsync(s), () => s.PostAsync($"{s.Profile}/replan?dryRun=false"))),
            ["PauseProfile"] = ("profile.paused", s => s.PutAsync($"{s.Profile}/pause", new { reason = "a wrong date" })),
            ["ResumeProfile"] = ("profile.resumed", s => ThenAsync(
                s.PutAsync($"{s.Profile}/pause", new { }), () => s.DeleteAsync($"{s.Profile}/pause"))),
            ["SaveAccount"] = ("account.changed", s => s.PutAsync(
                s.Account, new { guarantor = new { firstName = "Ann", lastName = "Lee", language = "es" } })),
            ["SetSwitches"] = ("switches.set", s => s.PutAsync(
                $"{s.Account}/switches", new { email = new { state = "optedOut", reason = "asked", evidence = Evidence } })),
            ["PlaceHold"] = ("hold.placed", s => s.PostAsync($"{s.Account}/holds", new { holdId = "h-1", reason = "dispute" })),
            ["ReleaseHold"] = ("hold.released", s => ThenAsync(
                s.PostAsync($"{s.Account}/holds", new { holdId = "h-1", reason = "dispute" }),
                () => s.DeleteAsync($"{s.Account}/holds/h-1"))),
            ["WithdrawStatement"] = ("statement.withdrawn", s => ThenAsync(
                s.PlannedAsync(), () => s.DeleteAsync($"{s.Account}/statements/S-1"))),
            ["MergeAccount"] = ("account.merged", s => ThenAsync(
                s.Practice.WithAccountAsync("100300"),
                () => s.PostAsync($"{s.Account}/merge", new { into = "100300", reason = "same person twice" }))),
            ["SendOnDemand"] = ("notification.requested", s => ThenAsync(
                s.PlannedAsync(),
                () => s.PostAsync($"{s.Account}/notifications", new { requestId = "call-1", channel = "email", text = "You owe {{ statement.amountDue }}." }))),
            ["ActOnPreCollections"] = ("collections.moved", s => ThenAsync(
                s.PlannedAsync(),
                () => s.PostAsync(
                    $"{s.Path}/pre-collections/actions",
                    new { action = "moveToCollections", accounts = new[] { ClusterPractice.Number } }))),
            ["ActOnNotifications"] = ("notification.cancel", async s => await s.PostAsync(
                $"{s.Path}/notifications/actions", new { action = "cancel", ids = new[] { await s.PlannedAsync() } })),
            ["StopAction"] = ("notifications.actionStopped", s => OnActionAsync(s, status: 2, ended: "null", "stop")),
            ["UndoAction"] = ("notifications.actionUndone", s => OnActionAsync(s, status: 3, ended: "bn_now()", "undo")),
            ["RevokeLink"] = ("link.revoked", RevokeAsync),
            ["AcknowledgePaper"] = ("paper.acknowledged", AcknowledgeAsync),
            ["PostBatch"] = ("batch.created", s => s.UploadAsync(starts: true)),
            ["StartBatch"] = ("batch.started", async s =>
                await s.PostAsync($"{s.Path}/batches/{(await s.UploadAsync(starts: false)).Id}/upload")),
            ["CancelBatch"] = ("batch.cancelled", async s =>
                await s.PostAsync($"{s.Path}/batches/{(await s.UploadAsync(starts: false)).Id}/cancel")),
            ["PauseBatch"] = ("batch.paused", async s =>
                await s.PutAsync($"{s.Path}/batches/{(await s.UploadAsync(starts: false)).Id}/pause", new { })),
            ["ResumeBatch"] = ("batch.resumed", ResumeBatchAsync),
            ["CloseSenderBreaker"] = ("sender.breakerClosed", CloseBreakerAsync),
        };

    /// <summary>Those without, and why.</summary>
    public static readonly Dictionary<string, string> None = new(StringComparer.Ordinal)
    {
        ["PostStatement"] = "the ledger's own trail, append-only as this one",
        ["PostPosting"] = "the ledger's own trail",
        ["PreviewTemplate"] = "keeps nothing",
        ["TestTemplate"] = "changes nothing; that it was sent is in the trail (TestSendTests)",
        ["SimulateProfile"] = "keeps nothing",
        ["SimulateProfileOverFile"] = "keeps nothing",
        ["CreateKey"] = "in the trail of the organisation (KeyEndpointTests)",
        ["RotateKey"] = "in the trail of the organisation (KeyEndpointTests)",
        ["RevokeKey"] = "in the trail of the organisation (KeyEndpointTests)",
        ["CreateWebhook"] = "needs Events:Key; that it is in the trail is WebhookEndpointTests'",
        ["SaveWebhook"] = "as CreateWebhook",
        ["DeleteWebhook"] = "as CreateWebhook",
        ["RotateWebhookSecret"] = "as CreateWebhook",
        ["ResumeWebhook"] = "as CreateWebhook",
        ["ReplayWebhook"] = "as CreateWebhook",
        ["TestWebhook"] = "changes nothing; that it was sent is in the trail (WebhookEndpointTests)",
        ["PauseInstallation"] = "in the trail of the installation (PauseEndpointTests)",
        ["ResumeInstallation"] = "in the trail of the installation (PauseEndpointTests)",
        ["Unsubscribe"] = "of the guarantor: switches.set by her (UnsubscribeTests)",
        ["TakeInboundText"] = "of the guarantor: switches.set by her (InboundTests)",
        ["ChooseInCall"] = "of the guarantor: switches.set by her (CallOptOutTests)",
        ["AnswerCall"] = "of the provider: the notification's trail",
        ["IdentifyInCall"] = "of the provider: the notification's trail",
        ["TakeCallStatus"] = "of the provider: the notification's trail",
        ["TakeTextStatus"] = "of the provider: the notification's trail, and switches.set by system (SuppressionTests)",
        ["TakeDeliveryReport"] = "of the provider: the notification's trail, and switches.set by system (ComplaintTests)",
    };

    private static async Task<Answer> ThenAsync(Task first, params Func<Task<Answer>>[] then)
    {
        await first;
        Answer answer = null!;
        foreach (var step in then)
        {
            answer = await step();
        }

        return answer;
    }

    private static async Task<Answer> SaveProfileAsync(ChangeStage stage)
    {
        var body = Samples.Profile($"{stage.Practice.Template.Id}");
        body["dueDays"] = 14;
        return await stage.PutAsync(stage.Profile, body, "*");
    }

    private static Task<Answer> ApproveAsync(ChangeStage stage) => ThenAsync(
        SaveProfileAsync(stage), () => stage.PostAsync($"{stage.Profile}/proof"),
        () => stage.PostAsync($"{stage.Profile}/approve"));

    private static async Task<Answer> OnActionAsync(ChangeStage stage, short status, string ended, string what)
    {
        var id = Guid.CreateVersion7();
        await stage.Practice.ExecuteAsync(
            $$"""
            insert into notification_action (practice_id, id, action, asked, filter, status, done, created_by, ended_at)
            values ($1, $2, 'archive', '{}', '{}', $3, 1, 'test', {{ended}})
            """,
            Database.Value(stage.Practice.Id), Database.Value(id), Database.Value(status));
        return await stage.PostAsync($"{stage.Path}/notifications/actions/{id}/{what}");
    }

    private static async Task<Answer> RevokeAsync(ChangeStage stage)
    {
        var notification = Guid.CreateVersion7();
        await stage.Practice.ExecuteAsync(
            """
            insert into link (practice_id, notification_id, purpose, token_hash, account_key, expires_at)
            values ($1, $2, 1, sha256($3::text::bytea), 'k', bn_now() + interval '1 day')
            """,
            Database.Value(stage.Practice.Id), Database.Value(notification), Database.Value($"{notification}"));
        return await stage.DeleteAsync($"{stage.Path}/notifications/{notification}/link");
    }

    private static async Task<Answer> AcknowledgeAsync(ChangeStage stage)
    {
        await stage.Practice.ExecuteAsync(
            """
            insert into paper (practice_id, account_key, account, statement_id, reason, since, amount_due, listed, sequence)
            values ($1, 'k', '100500', 'S-9', 1, bn_now(), 120.00, true, 1)
            """,
            Database.Value(stage.Practice.Id));
        var listed = await stage.GetAsync($"{stage.Path}/paper");
        return await stage.PostAsync(
            $"{stage.Path}/paper/acknowledge", new { ids = new[] { (string)listed.Body["items"]![0]!["id"]! } });
    }

    private static async Task<Answer> ResumeBatchAsync(ChangeStage stage)
    {
        var pause = $"{stage.Path}/batches/{(await stage.UploadAsync(starts: false)).Id}/pause";
        await stage.PutAsync(pause, new { });
        return await stage.DeleteAsync(pause);
    }

    private static async Task<Answer> CloseBreakerAsync(ChangeStage stage)
    {
        await stage.Practice.ExecuteAsync(
            """
            insert into sender_breaker (channel, provider, sender, reason, opened_at, trips, probe_at)
            values (1, $1, $2, 'smtp 550 5.7.1', '2026-11-23T16:00:00Z', 1, '2126-11-23T16:01:00Z')
            """,
            Database.Value(stage.Practice.Sender.Provider), Database.Value(stage.Practice.Sender.Sender));
        return await stage.DeleteAsync($"{stage.Path}/senders/email/breaker");
    }
}
