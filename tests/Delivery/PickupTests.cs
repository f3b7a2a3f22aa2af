using System.Text.Json;
using BalanceNotifications.Delivery.Pickup;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Xunit;

namespace BalanceNotifications.Delivery;

public sealed class PickupTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("pickup-");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 23, 15, 0, 0, TimeSpan.Zero));
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;
    private readonly Guid _id = Guid.Parse("01939c5e-1111-8222-9333-444455556666");

    private string Outbox => Path.Combine(_root.FullName, "outbox");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task An_email_becomes_a_file_that_mail_programs_read()
    {
        var result = await Email().SendAsync(
            Outgoing.Email(id: _id, subject: "Su saldo – 余额", senderName: "Clínica"), _cancellation);

        Assert.Equal(new DeliveryResult.Accepted("01939c5e111182229333444455556666.eml", null), result);
        using var written = await MimeMessage.LoadAsync(Assert.Single(Files()), _cancellation);
        Assert.Equal("Su saldo – 余额", written.Subject);
        Assert.Equal("Clínica", written.From[0].Name);
        Assert.Equal("01939c5e111182229333444455556666@north.example", written.MessageId);
        Assert.Equal(_clock.GetUtcNow(), written.Date);
        Assert.IsType<MultipartAlternative>(written.Body);
    }

    [Fact]
    public async Task A_text_becomes_a_JSON_file()
    {
        var result = await Text().SendAsync(Outgoing.Text(id: _id), _cancellation);

        Assert.Equal(new DeliveryResult.Accepted("01939c5e111182229333444455556666.json", 1), result);
        using var written = JsonDocument.Parse(await File.ReadAllTextAsync(Assert.Single(Files()), _cancellation));
        Assert.Equal(
            ["to", "from", "body", "notificationId", "attempt", "at"],
            written.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal("+13125550123", written.RootElement.GetProperty("to").GetString());
        Assert.Equal("+13125550111", written.RootElement.GetProperty("from").GetString());
        Assert.Equal("North Clinic: you owe $ 120.00 & more", written.RootElement.GetProperty("body").GetString());
        Assert.Equal(_id, written.RootElement.GetProperty("notificationId").GetGuid());
        Assert.Equal(1, written.RootElement.GetProperty("attempt").GetInt32());
        Assert.Equal(_clock.GetUtcNow(), written.RootElement.GetProperty("at").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_call_becomes_a_JSON_file_of_all_that_it_would_say()
    {
        var result = await Voice().SendAsync(Outgoing.Call(id: _id), _cancellation);

        Assert.Equal(new DeliveryResult.Accepted("01939c5e111182229333444455556666.json", null), result);
        using var written = JsonDocument.Parse(await File.ReadAllTextAsync(Assert.Single(Files()), _cancellation));
        Assert.Equal(
            ["to", "from", "greeting", "message", "menu", "closing", "machine", "notificationId", "attempt", "at"],
            written.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal("+13125550112", written.RootElement.GetProperty("from").GetString());
        Assert.Equal("You owe $ 120.00", written.RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_notification_sent_again_still_has_one_file()
    {
        await Text().SendAsync(Outgoing.Text(id: _id, attempt: 1), _cancellation);
        await Text().SendAsync(Outgoing.Text(id: _id, attempt: 2), _cancellation);

        using var written = JsonDocument.Parse(await File.ReadAllTextAsync(Assert.Single(Files()), _cancellation));
        Assert.Equal(2, written.RootElement.GetProperty("attempt").GetInt32());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_defers()
    {
        await File.WriteAllTextAsync(Outbox, "a file where the folder should be", _cancellation);

        var failed = new DeliveryResult.Deferred("pickupFailed");
        Assert.Equal(failed, await Email().SendAsync(Outgoing.Email(), _cancellation));
        Assert.Equal(failed, await Text().SendAsync(Outgoing.Text(), _cancellation));
    }

    [Fact]
    public async Task A_practice_without_a_sender_writes_nothing()
    {
        var notConfigured = new DeliveryResult.Rejected("senderNotConfigured", RejectionCause.Sender);

        Assert.Equal(notConfigured, await Email().SendAsync(Outgoing.Text(), _cancellation));
        Assert.Equal(notConfigured, await Text().SendAsync(Outgoing.Email(), _cancellation));
        Assert.Equal(notConfigured, await Voice().SendAsync(Outgoing.Call(phone: ""), _cancellation));
        Assert.False(Directory.Exists(Outbox));
    }

    [Fact]
    public async Task A_caller_who_has_given_up_leaves_no_file()
    {
        var result = await Email().SendAsync(Outgoing.Email(), new CancellationToken(canceled: true));

        Assert.Equal(new DeliveryResult.Deferred("interrupted"), result);
        Assert.Empty(Files());
    }

    private string[] Files() => Directory.GetFiles(Outbox);

    private PickupFolder Folder() =>
        new(Options.Create(new PickupOptions { Folder = Outbox }), NullLogger<PickupFolder>.Instance);

    private PickupEmailChannel Email() => new(Folder(), _clock);

    private PickupVoiceChannel Voice() => new(Folder(), _clock);

    private PickupTextChannel Text() => new(Folder(), _clock);
}
