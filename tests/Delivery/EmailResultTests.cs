using BalanceNotifications.Delivery.Email;
using BalanceNotifications.Fixtures;
using Xunit;

namespace BalanceNotifications.Delivery;

/// <summary>What each answer of a relay means, with the envelope command by command and all at once.</summary>
public sealed class EmailResultTests
{
    [Theory]
    [InlineData("550 5.1.1 <ann@home.example> unknown", "smtp 550 5.1.1")]
    [InlineData("550 5.1.2 bad domain", "smtp 550 5.1.2")]
    [InlineData("550 5.1.10 null MX", "smtp 550 5.1.10")]
    [InlineData("550 no such user ann", "smtp 550")]
    [InlineData("551 not here", "smtp 551")]
    [InlineData("553 bad name", "smtp 553")]
    [InlineData("550 5.0.0 no such user", "smtp 550 5.0.0")]
    [InlineData("550 5.2.1 mailbox disabled", "smtp 550 5.2.1")]
    [InlineData("550-5.1.1 no such user\r\n550 5.1.1 at all", "smtp 550 5.1.1")]
    public Task A_message_refused_at_RCPT_is_the_recipients_affair(string reply, string reason) =>
        AssertAsync("RCPT", reply, new DeliveryResult.Rejected(reason, RejectionCause.Recipient));

    [Theory]
    [InlineData("MAIL", "550 5.1.8 bad sender", "smtp 550 5.1.8")]
    [InlineData("MAIL", "553 not yours", "smtp 553")]
    [InlineData("MAIL", "554 5.7.1 not allowed", "smtp 554 5.7.1")]
    [InlineData("RCPT", "550 5.7.1 policy", "smtp 550 5.7.1")]
    [InlineData("RCPT", "550 5.7.26 not authenticated", "smtp 550 5.7.26")]
    [InlineData("RCPT", "553 5.1.8 bad sender", "smtp 553 5.1.8")]
    [InlineData("RCPT", "554 relay access denied", "smtp 554")]
    [InlineData("DATA", "554 5.7.1 policy", "smtp 554 5.7.1")]
    [InlineData("CONTENT", "550 5.7.1 refused by policy", "smtp 550 5.7.1")]
    public Task A_refusal_of_us_or_of_our_policy_is_the_senders_affair(string step, string reply, string reason) =>
        AssertAsync(step, reply, new DeliveryResult.Rejected(reason, RejectionCause.Sender));

    [Theory]
    [InlineData("MAIL", "552 5.3.4 too large", "smtp 552 5.3.4")]
    [InlineData("MAIL", "552 too large", "smtp 552")]
    [InlineData("RCPT", "552 5.2.3 too large for her", "smtp 552 5.2.3")]
    [InlineData("CONTENT", "552 too much", "smtp 552")]
    [InlineData("CONTENT", "554 spam", "smtp 554")]
    [InlineData("CONTENT", "554 5.6.0 bad content", "smtp 554 5.6.0")]
    [InlineData("CONTENT", "552 5.2.3 too large", "smtp 552 5.2.3")]
    [InlineData("CONTENT", "552 5.3.4 too large", "smtp 552 5.3.4")]
    public Task A_refusal_of_the_message_is_about_its_content(string step, string reply, string reason) =>
        AssertAsync(step, reply, new DeliveryResult.Rejected(reason, RejectionCause.Content));

    [Theory]
    [InlineData("MAIL", "451 4.3.0 later", "smtp 451 4.3.0")]
    [InlineData("MAIL", "421 4.3.2 closing", "smtp 421 4.3.2")]
    [InlineData("RCPT", "450 4.7.1 greylisted", "smtp 450 4.7.1")]
    [InlineData("RCPT", "450 busy", "smtp 450")]
    [InlineData("RCPT", "550 4.2.1 says two things", "smtp 550 4.2.1")]
    [InlineData("RCPT", "552 5.2.2 mailbox full", "smtp 552 5.2.2")]
    [InlineData("DATA", "451 later", "smtp 451")]
    [InlineData("CONTENT", "452 4.3.1 no room", "smtp 452 4.3.1")]
    [InlineData("GREETING", "554 5.3.2 not today", "relayRefused: smtp 554 5.3.2")]
    [InlineData("GREETING", "421 too many", "relayRefused: smtp 421")]
    public Task What_may_pass_waits(string step, string reply, string reason) =>
        AssertAsync(step, reply, new DeliveryResult.Deferred(reason));

    [Fact]
    public Task A_mailbox_found_missing_only_after_the_content_is_the_recipients_affair() =>
        AssertAsync(
            "CONTENT", "550 5.1.1 unknown", new DeliveryResult.Rejected("smtp 550 5.1.1", RejectionCause.Recipient));

    [Fact]
    public async Task Any_final_reply_that_begins_with_2_is_a_yes()
    {
        await using var server = new ScriptedSmtpServer();
        server.Answer("CONTENT", "251 2.0.0 forwarded");
        using var channel = EmailSetup.Channel(server);

        var result = await channel.SendAsync(Outgoing.Email(), TestContext.Current.CancellationToken);

        Assert.IsType<DeliveryResult.Accepted>(result);
    }

    [Fact]
    public async Task A_relay_that_wants_authentication_first_loses_no_message()
    {
        await using var server = new ScriptedSmtpServer();
        server.Answer("MAIL", "530 5.7.0 authenticate first");
        using var channel = EmailSetup.Channel(server);

        var result = await channel.SendAsync(Outgoing.Email(), TestContext.Current.CancellationToken);

        Assert.Equal(new DeliveryResult.Deferred("authenticationFailed"), result);
    }

    [Theory]
    [InlineData("535 5.7.8 wrong password")]
    [InlineData("454 4.7.0 not now")]
    public async Task A_wrong_password_loses_no_message(string reply)
    {
        await using var server = new ScriptedSmtpServer("AUTH PLAIN");
        server.Answer("AUTH", reply);
        using var channel = EmailSetup.Channel(EmailSetup.Plain(server.Port, userName: "north", password: "wrong"));

        var result = await channel.SendAsync(Outgoing.Email(), TestContext.Current.CancellationToken);

        Assert.Equal(new DeliveryResult.Deferred("authenticationFailed"), result);
    }

    [Fact]
    public async Task A_relay_that_knows_no_authentication_loses_no_message()
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = EmailSetup.Channel(EmailSetup.Plain(server.Port, userName: "north", password: "secret"));

        var result = await channel.SendAsync(Outgoing.Email(), TestContext.Current.CancellationToken);

        Assert.Equal(new DeliveryResult.Deferred("authenticationFailed"), result);
    }

    [Fact]
    public async Task A_relay_that_is_not_configured_is_the_senders_affair()
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = EmailSetup.Channel(server);

        var result = await channel.SendAsync(Outgoing.Email(provider: "other"), TestContext.Current.CancellationToken);

        Assert.Equal(new DeliveryResult.Rejected("senderNotConfigured", RejectionCause.Sender), result);
    }

    [Fact]
    public async Task A_practice_without_an_email_sender_sends_nothing()
    {
        using var channel = EmailSetup.Channel(new EmailOptions());

        var result = await channel.SendAsync(Outgoing.Text(), TestContext.Current.CancellationToken);

        Assert.Equal(new DeliveryResult.Rejected("senderNotConfigured", RejectionCause.Sender), result);
    }

    private static async Task AssertAsync(string step, string reply, DeliveryResult expected)
    {
        foreach (var extensions in new string[][] { [], ["PIPELINING", "SIZE 1000000", "8BITMIME"] })
        {
            await using var server = new ScriptedSmtpServer(extensions);
            server.Answer(step, reply);
            using var channel = EmailSetup.Channel(server);

            var result = await channel.SendAsync(Outgoing.Email(), TestContext.Current.CancellationToken);

            Assert.Equal(expected, result);
        }
    }
}
