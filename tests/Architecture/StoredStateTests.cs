using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;

namespace BalanceNotifications.Architecture;

/// <summary>What a released version wrote must be read by every later one, with the serializer the silo stores with.</summary>
public sealed class StoredStateTests
{
    // With every member, so that two states can be compared.
    private static readonly SystemTextJsonGrainStorageSerializer Whole =
        new(Options.Create(new SystemTextJsonGrainStorageSerializerOptions()));

    private static readonly SystemTextJsonGrainStorageSerializer Serializer = MakeSerializer();

    private readonly AccountState _state = Serializer.Deserialize<AccountState>(
        BinaryData.FromString(File.ReadAllText(Repository.File("tests/Architecture/account-state.v1.json"))))!;

    [Fact]
    public void An_account_of_version_1_is_read()
    {
        Assert.Equal(Money.From(100.25m), _state.Balance.Current);
        Assert.Equal(Money.From(100.25m), StatementStanding.AmountDue(_state, Assert.Single(_state.Statements)));
        Assert.Equal(1, _state.Recount().DunningCount);
        Assert.Equal(new DateOnly(2026, 1, 31), _state.Details.Card!.AgreedOn);
        Assert.Equal("intake form", _state.Switches.Email.Evidence!.Source);
        Assert.Equal(SwitchState.ErroredOut, _state.Switches.Text.State);
        Assert.Equal(SwitchState.OptedOut, _state.Switches.Voice.State);
        Assert.Equal(HoldReason.Dispute, Assert.Single(_state.Holds).Reason);
        Assert.Equal(LedgerKind.Statement, Assert.Single(_state.Outbox.Ledger).Kind);
        Assert.Empty(_state.Outbox.Audit);
        var notification = Assert.Single(_state.Notifications);
        Assert.Equal(NotificationStatus.Sent, notification.Status);
        Assert.Equal("North Clinic", notification.Merge!["practice.name"]);
        Assert.Equal([1, 2, 3], notification.MessageHash!);
    }

    [Fact]
    public void What_is_written_reads_as_the_same()
    {
        var again = Serializer.Deserialize<AccountState>(Serializer.Serialize(_state))!;

        Assert.Equal(Whole.Serialize(_state).ToString(), Whole.Serialize(again).ToString());
    }

    [Fact]
    public void What_reads_the_same_when_it_is_left_out_is_left_out()
    {
        var written = Serializer.Serialize(_state with { Outbox = Outbox.Empty, Holds = [] }).ToString();

        Assert.DoesNotContain("[]", written, StringComparison.Ordinal);
        Assert.DoesNotContain("null", written, StringComparison.Ordinal);
        Assert.DoesNotContain("IsOpen", written, StringComparison.Ordinal);
        Assert.DoesNotContain("Outbox", written, StringComparison.Ordinal);
        Assert.DoesNotContain("InDoubt", written, StringComparison.Ordinal);
    }

    private static SystemTextJsonGrainStorageSerializer MakeSerializer()
    {
        var options = new SystemTextJsonGrainStorageSerializerOptions();
        StateJson.Configure(options.JsonSerializerOptions);
        return new(Options.Create(options));
    }
}
