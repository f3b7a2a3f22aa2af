using BalanceNotifications.Fixtures;
using BalanceNotifications.Practices;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Xunit;

namespace BalanceNotifications.Delivery;

public sealed class EmailMessageTests : IAsyncLifetime
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    private readonly ScriptedSmtpServer _server = new("PIPELINING", "8BITMIME");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_message_carries_both_parts_with_plain_text_first()
    {
        var received = await SendAsync(Outgoing.Email());

        var parts = Assert.IsType<MultipartAlternative>(received.Body);
        Assert.Equal(["text/plain", "text/html"], parts.Select(part => part.ContentType.MimeType));
        Assert.Equal("You owe $ 120.00", received.TextBody!.TrimEnd());
        Assert.Equal("<p>You owe <b>$ 120.00</b></p>", received.HtmlBody!.TrimEnd());
    }

    [Fact]
    public async Task A_message_without_html_is_plain()
    {
        var received = await SendAsync(Outgoing.Email(html: null));

        Assert.Equal("text/plain", received.Body!.ContentType.MimeType);
    }

    [Fact]
    public async Task Sender_recipient_and_reply_address_are_in_the_header()
    {
        var received = await SendAsync(Outgoing.Email(senderName: "Clínica del Norte, Inc."));

        var from = received.From.Mailboxes.Single();
        Assert.Equal(("Clínica del Norte, Inc.", "billing@north.example"), (from.Name, from.Address));
        Assert.Equal("office@north.example", received.ReplyTo.Mailboxes.Single().Address);
        Assert.Equal("ann@home.example", received.To.Mailboxes.Single().Address);
        Assert.Contains(_server.Commands, command => command.StartsWith("MAIL FROM:<billing@north.example>", Ordinal));
        Assert.Contains(_server.Commands, command => command.StartsWith("RCPT TO:<ann@home.example>", Ordinal));
    }

    [Fact]
    public async Task A_subject_in_any_script_arrives_as_it_was_written()
    {
        var received = await SendAsync(Outgoing.Email(subject: "Su saldo – 余额 – баланс 💳"));

        Assert.Equal("Su saldo – 余额 – баланс 💳", received.Subject);
    }

    [Fact]
    public async Task A_line_break_in_subject_or_name_starts_no_header_of_its_own()
    {
        var received = await SendAsync(
            Outgoing.Email(subject: "Balance\r\nBcc: eve@evil.example", senderName: "North\r\nX-Evil: 1"));

        Assert.Empty(received.Bcc);
        Assert.False(received.Headers.Contains("X-Evil"));
    }

    [Fact]
    public async Task The_message_says_that_no_person_sent_it()
    {
        var received = await SendAsync(Outgoing.Email());

        Assert.Equal("auto-generated", received.Headers["Auto-Submitted"]);
    }

    [Fact]
    public async Task The_header_offers_to_unsubscribe_with_one_click()
    {
        const string url = "https://pay.example/u/AQAAAAAAAAAAAAAAAAAAAAA";

        var received = await SendAsync(Outgoing.Email() with { UnsubscribeUrl = url });

        Assert.Equal($"<{url}>", received.Headers[HeaderId.ListUnsubscribe]);
        Assert.Equal("List-Unsubscribe=One-Click", received.Headers[HeaderId.ListUnsubscribePost]);
    }

    [Fact]
    public async Task One_click_is_offered_over_https_alone()
    {
        var plain = await SendAsync(Outgoing.Email() with { UnsubscribeUrl = "http://localhost:8080/u/AQ" });
        var none = await SendAsync(Outgoing.Email());

        Assert.Equal("<http://localhost:8080/u/AQ>", plain.Headers[HeaderId.ListUnsubscribe]);
        Assert.False(plain.Headers.Contains(HeaderId.ListUnsubscribePost));
        Assert.False(none.Headers.Contains(HeaderId.ListUnsubscribe));
    }

    [Fact]
    public async Task The_practices_logo_stands_above_a_mail_whose_template_shows_no_picture()
    {
        const string logo = "https://north.example/logo.png?a=1&b=\"2\"";
        const string own = "<p><img src=\"https://north.example/own.png\"></p>";

        var with = await SendAsync(Outgoing.Email(senderName: "North & Sons") with { LogoUrl = logo });
        var without = await SendAsync(Outgoing.Email(html: own) with { LogoUrl = logo });
        var plain = await SendAsync(Outgoing.Email(html: null) with { LogoUrl = logo });

        Assert.StartsWith(
            "<p><img src=\"https://north.example/logo.png?a=1&amp;b=&quot;2&quot;\" alt=\"North &amp; Sons\"",
            with.HtmlBody, Ordinal);
        Assert.EndsWith("<p>You owe <b>$ 120.00</b></p>", with.HtmlBody!.TrimEnd(), Ordinal);
        Assert.Equal(own, without.HtmlBody!.TrimEnd());
        Assert.Null(plain.HtmlBody);
    }

    [Fact]
    public async Task A_logo_of_the_practices_own_is_carried_in_the_mail_and_shown_without_fetching_anything()
    {
        byte[] picture = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 1, 2, 3];
        var logo = LogoImage.Read(picture);
        const string remote = "https://north.example/logo.png";

        var with = await SendAsync(Outgoing.Email() with { Logo = logo, LogoUrl = remote });
        var own = await SendAsync(Outgoing.Email(html: "<img src=\"https://north.example/own.png\">") with { Logo = logo });
        var plain = await SendAsync(Outgoing.Email(html: null) with { Logo = logo });

        var alternative = Assert.IsType<MultipartAlternative>(with.Body);
        var related = Assert.IsType<MultipartRelated>(alternative[^1]);
        var carried = Assert.IsType<MimePart>(related[1]);
        Assert.Equal(("image/png", ContentDisposition.Inline), (carried.ContentType.MimeType, carried.ContentDisposition!.Disposition));
        using var content = new MemoryStream();
        await carried.Content!.DecodeToAsync(content, TestContext.Current.CancellationToken);
        Assert.Equal(picture, content.ToArray());
        Assert.Contains($"<img src=\"cid:{carried.ContentId}\"", with.HtmlBody, Ordinal);
        Assert.DoesNotContain(remote, with.HtmlBody, Ordinal);
        Assert.Equal("text/html", related.ContentType.Parameters["type"]);
        Assert.IsType<TextPart>(((MultipartAlternative)own.Body!)[^1]);
        Assert.IsType<TextPart>(plain.Body);
    }

    [Fact]
    public async Task The_date_is_the_clocks()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 8, 15, 4, 5, TimeSpan.Zero));

        var received = await SendAsync(Outgoing.Email(), clock);

        Assert.Equal(clock.GetUtcNow(), received.Date);
    }

    [Fact]
    public async Task Every_attempt_of_a_notification_has_the_same_Message_Id()
    {
        var id = Guid.Parse("01939c5e-1111-8222-9333-444455556666");

        var first = await SendAsync(Outgoing.Email(id: id, attempt: 1));
        var second = await SendAsync(Outgoing.Email(id: id, attempt: 2));

        Assert.Equal("01939c5e111182229333444455556666@north.example", first.MessageId);
        Assert.Equal(first.MessageId, second.MessageId);
    }

    [Theory]
    [InlineData("änn@höme.example")]
    [InlineData("ann@0123456789012345678901234567890123456789012345678901234567890123456789.example")]
    [InlineData("ann@[192.0.2.1]")]
    [InlineData("\"ann lee\"@home.example")]
    public async Task An_unusual_address_is_left_to_the_relay_to_judge(string to)
    {
        using var channel = EmailSetup.Channel(_server);

        var result = await channel.SendAsync(Outgoing.Email(to), TestContext.Current.CancellationToken);

        Assert.IsType<DeliveryResult.Accepted>(result);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("ann@")]
    [InlineData("Ann <ann@home.example>")]
    [InlineData("ann@home.example, eve@evil.example")]
    [InlineData("\"ann\r\nRCPT TO:<eve@evil.example>\"@home.example")]
    public async Task An_unusable_address_is_the_recipients_affair(string to)
    {
        using var channel = EmailSetup.Channel(_server);

        var result = await channel.SendAsync(Outgoing.Email(to), TestContext.Current.CancellationToken);

        Assert.Equal(new DeliveryResult.Rejected("invalidAddress", RejectionCause.Recipient), result);
        Assert.Equal(0, _server.Connections);
    }

    private async Task<MimeMessage> SendAsync(OutgoingMessage message, TimeProvider? clock = null)
    {
        using var channel = EmailSetup.Channel(EmailSetup.Plain(_server.Port), clock);
        var result = await channel.SendAsync(message, TestContext.Current.CancellationToken);
        var received = _server.Received[^1].Message;
        Assert.Equal(new DeliveryResult.Accepted(received.MessageId, null), result);
        return received;
    }
}
